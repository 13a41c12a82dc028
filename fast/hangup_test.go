package fast_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
)

// TestHangUp_HalfClosed checks that a client that has closed its half of the connection gets
// the whole stream. Comments may come in between.
func TestHangUp_HalfClosed(t *testing.T) {
	s, url := start(t, fast.Config{Timing: fast.Timing{ResponseDelay: 3 * time.Millisecond}})
	c := dial(t, url).(*net.TCPConn)
	io.WriteString(c, rawRequest("/v1/chat/completions", `{"stream":true}`))
	c.CloseWrite()
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	stream, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	said, _, _ := joined(t, []byte(strings.ReplaceAll(string(stream), ": still there?\n\n", "")))
	if said[0] == "" || s.HangUps() != 0 {
		t.Errorf("%d hang-ups, %q", s.HangUps(), stream)
	}
}
