package fast_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"mock-openai/fast"
)

// FuzzRaw sends any bytes over a connection and half-closes it. The server must answer
// without a failure of its own and close the connection.
func FuzzRaw(f *testing.F) {
	for _, b := range badRequests {
		f.Add([]byte(b.raw))
	}
	f.Add([]byte("GET /health HTTP/1.1\r\nHost: a\r\n\r\nPOST " + chatPath + " HTTP/1.1\r\nContent-Length: 15\r\n\r\n{\"stream\":true}GET"))
	url := serve(f, fast.Config{})
	f.Fuzz(func(t *testing.T, raw []byte) {
		c := connect(t, url).(*net.TCPConn)
		defer c.Close()
		go func() {
			c.Write(raw)
			c.CloseWrite()
		}()
		c.SetReadDeadline(time.Now().Add(time.Minute)) // a hang is a failure, whatever the machine
		answer, err := io.ReadAll(c)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatalf("%q: neither an answer nor a close after %q", raw, answer)
		}
		failed := bytes.HasPrefix(answer, []byte("HTTP/1.1 5")) && !bytes.HasPrefix(answer, []byte("HTTP/1.1 505")) // a version
		if failed || len(answer) > 0 && !bytes.HasPrefix(answer, []byte("HTTP/1.1 ")) {
			t.Fatalf("%q: answer %.200q", raw, answer)
		}
	})
}
