package fast_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/internal/hangup"
)

// TestAdmission_Leaves checks that a client that leaves the queue frees its place at once,
// long before its request would get a slot.
func TestAdmission_Leaves(t *testing.T) {
	if !hangup.Supported {
		t.Skip("hang-ups are not noticed on this system")
	}
	s, url := start(t, endless(fast.Config{Limits: fast.Limits{MaxConcurrency: 1, MaxQueue: 1}}))
	stream := send(t, url, streamRequest)
	awaitInFlight(s, 1, 0)
	var left uint64
	f := func(body string, leave func(*net.TCPConn)) {
		t.Helper()
		queued := send(t, url, body).(*net.TCPConn)
		awaitInFlight(s, 1, 1)
		leave(queued)
		queued.Close()
		awaitInFlight(s, 1, 0)
		left++
		awaitHangUps(s, left)
	}
	for _, body := range []string{`{}`, streamRequest} {
		f(body, func(*net.TCPConn) {})
		f(body, func(c *net.TCPConn) { c.SetLinger(0) }) // a reset
	}
	last := send(t, url, `{"max_tokens":1}`)
	awaitInFlight(s, 1, 1)
	stream.Close()
	if res, body := status(t, last); res.StatusCode != http.StatusOK {
		t.Errorf("who stayed: status %d: %s", res.StatusCode, body)
	}
	awaitHangUps(s, left+1)
}

// awaitHangUps waits until that many clients have hung up.
func awaitHangUps(s *fast.Server, n uint64) {
	for s.HangUps() != n {
		time.Sleep(time.Millisecond)
	}
}

// TestAdmission_Canceled is TestAdmission_Leaves for a client of any wire.
func TestAdmission_Canceled(t *testing.T) {
	if !hangup.Supported {
		t.Skip("hang-ups are not noticed on this system")
	}
	s, url := start(t, endless(fast.Config{Limits: fast.Limits{MaxConcurrency: 1, MaxQueue: 1}}))
	ask := func(body string) (cancel func()) {
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			req, _ := http.NewRequestWithContext(ctx, "POST", url+chatPath, strings.NewReader(body))
			if res, err := http.DefaultClient.Do(req); err == nil {
				io.Copy(io.Discard, res.Body)
				res.Body.Close()
			}
		}()
		return cancel
	}
	hangUp := ask(streamRequest)
	awaitInFlight(s, 1, 0)
	leave := ask(`{}`)
	awaitInFlight(s, 1, 1)
	leave()
	awaitInFlight(s, 1, 0)
	awaitHangUps(s, 1)
	hangUp()
	awaitInFlight(s, 0, 0)
}

// TestAdmission_HalfClosed checks that a client that has closed only its half of the
// connection gets an error, although the server takes it for gone.
func TestAdmission_HalfClosed(t *testing.T) {
	if !hangup.Supported {
		t.Skip("hang-ups are not noticed on this system")
	}
	s, url := start(t, endless(fast.Config{Limits: fast.Limits{MaxConcurrency: 1, MaxQueue: 1}}))
	stream := send(t, url, streamRequest)
	awaitInFlight(s, 1, 0)
	queued := send(t, url, `{}`).(*net.TCPConn)
	awaitInFlight(s, 1, 1)
	queued.CloseWrite()
	if res, body := status(t, queued); res.StatusCode != 499 {
		t.Errorf("status %d: %s", res.StatusCode, body)
	}
	stream.Close()
	awaitInFlight(s, 0, 0)
}
