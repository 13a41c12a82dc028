package fast_test

import (
	"bufio"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
)

// TestHangUp checks that a stream whose next event is an hour away ends when its client
// leaves, but not when the client only closes its half of the connection.
func TestHangUp(t *testing.T) {
	f := func(path string, leave func(c *net.TCPConn)) {
		t.Helper()
		s, url := start(t, fast.Config{Timing: fast.Timing{ResponseDelay: time.Hour}})
		const clients = 20
		for range clients {
			c := dial(t, url).(*net.TCPConn)
			io.WriteString(c, rawRequest(path, `{"stream":true}`))
			leave(c)
		}
		for s.HangUps() != clients {
			time.Sleep(time.Millisecond)
		}
	}
	stays := func(c *net.TCPConn) {
		c.CloseWrite()
		var got string
		for r := bufio.NewReader(c); !strings.Contains(got, "still there?"); {
			line, err := r.ReadString('\n')
			if got += line; err != nil {
				t.Fatalf("%v after %q", err, got)
			}
		}
		c.Close()
	}
	for _, path := range []string{"/v1/chat/completions", "/v1/responses", "/api/v1/chat/completions"} {
		f(path, func(c *net.TCPConn) { c.Close() })
		f(path, func(c *net.TCPConn) { c.SetLinger(0); c.Close() })
		f(path, stays)
	}
}
