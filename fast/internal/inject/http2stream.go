package inject

import (
	"context"
	"net"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
)

// Shared is a RequestCtx.Conn that shares its connection with other answers, as in HTTP/2.
// A server must implement it so that a fault affects one answer only. Faults in segments
// and headers have no effect there.
type Shared interface {
	net.Conn
	// Reset aborts the answer, as RST_STREAM does. It may be called before and while
	// the body is written.
	Reset() error
	// Flush sends what the body has written so far.
	Flush() error
	// Gone is closed when the client has canceled the request or left.
	Gone() <-chan struct{}
}

// http2Stream is one answer's stream of a shared connection. The answer is sent after the
// handler. An error at the end of its body tells the sender that it is truncated.
type http2Stream struct {
	in   *Injector
	conn Shared
}

func (s *http2Stream) flush() { s.conn.Flush() } // the next Write returns the same error again

func (s *http2Stream) reset() { s.conn.Reset() }

func (s *http2Stream) wait(d time.Duration) error {
	var timeout <-chan time.Time
	if d > 0 {
		timeout = time.After(d)
	}
	select {
	case <-timeout:
		return nil
	case <-s.in.ending.Done():
		return context.Canceled
	case <-s.conn.Gone():
		s.in.pacing.HangUps.Add(1)
		return net.ErrClosed
	}
}

// send leaves the answer to the server.
func (s *http2Stream) send(*fasthttp.RequestCtx, fault.Spec) {}
