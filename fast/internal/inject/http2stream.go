package inject

import (
	"context"
	"net"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
)

// Shared is what RequestCtx.Conn must be where an answer shares its connection
// with others, as under HTTP/2, for faults to happen to the answer alone. The
// faults that are about segments and headers do not happen there.
type Shared interface {
	net.Conn
	// Reset breaks off the answer, as RST_STREAM does. It may be called before
	// and while the body is written.
	Reset() error
	// Flush sends what the body has written so far.
	Flush() error
	// Gone is closed when the client has given the answer up.
	Gone() <-chan struct{}
}

// http2Stream is one answer's part of a connection. Its answer is sent after the handler;
// that its body ends with an error tells whoever sends it that it is cut off.
type http2Stream struct {
	in   *Injector
	conn Shared
}

func (s *http2Stream) flush() { s.conn.Flush() } // an error of it comes again from the next Write

func (s *http2Stream) reset() { s.conn.Reset() }

func (s *http2Stream) wait(d time.Duration) error {
	var over <-chan time.Time
	if d > 0 {
		over = time.After(d)
	}
	select {
	case <-over:
		return nil
	case <-s.in.ending.Done():
		return context.Canceled
	case <-s.conn.Gone():
		s.in.pacing.HangUps.Add(1)
		return net.ErrClosed
	}
}

func (s *http2Stream) send(*fasthttp.RequestCtx, fault.Spec) {}
