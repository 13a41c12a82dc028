package h2

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/memory"
)

// stream is a request and its answer, and what a handler sees as the connection of the
// request. It is pooled.
type stream struct {
	ctx  *fasthttp.RequestCtx // nil once the answer is handed over
	conn *conn
	id   uint32
	turn uint64 // of the loop, while it answers the request; 0 if it does not

	// Of the request.
	began      time.Time
	waits      time.Time // since when more of the body is due
	progressed bool      // more has come since waits
	body       []byte
	length     int // announced for the body; -1 if none is
	recvWindow int
	whole      bool // the client sends no more
	charge     memory.Charge

	// Of the answer.
	writer bodyWriter
	lent   lent // until the answer is sent; nil if nothing is

	// Guarded by the connection's mu once the request is answered.
	window  int       // how much the client takes
	closed  bool      // by the handler
	held    bool      // the header waits for the body
	header  []byte    // rendered, of an answer that is handed over
	gone    bool      // the client has reset the stream or left
	blocked bool      // waits to write
	stuck   time.Time // since when nothing could be written; zero if something could
	over    handover
	wakeUp  chan struct{}
	context context.Context // nil before Context
	cancel  context.CancelFunc
}

var _ net.Conn = (*stream)(nil)

// lent is memory that is lent to the answer.
type lent = interface{ GiveBack() }

var streams = sync.Pool{New: func() any {
	s := new(stream)
	s.writer.stream = s
	return s
}}

func acquireStream(c *conn, id uint32) *stream {
	s := streams.Get().(*stream)
	if s.ctx == nil {
		s.ctx = contexts.Get().(*fasthttp.RequestCtx)
	}
	s.conn, s.id = c, id
	s.length, s.recvWindow = -1, streamWindow
	s.ctx.Init2(s, discardLogger{}, false)
	s.ctx.Response.Header.SetNoDefaultContentType(true)
	s.began = s.ctx.Time()
	s.waits = s.began
	return s
}

// release returns s to the pool, unless a handler may still use it.
func (s *stream) release() {
	s.charge.Release()
	if s.cancel != nil {
		s.cancel()
	}
	if s.ctx != nil {
		if s.ctx.Hijacked() || s.ctx.LastTimeoutErrorResponse() != nil {
			return
		}
		resetContext(s.ctx)
	}
	body := resetOrDrop(s.body)
	s.conn, s.id, s.turn = nil, 0, 0
	s.progressed, s.whole, s.body, s.lent = false, false, body, nil
	s.closed, s.held, s.header, s.gone, s.stuck = false, false, s.header[:0], false, time.Time{}
	s.context, s.cancel = nil, nil
	streams.Put(s)
}

// contexts are those of streams that were handed over. The others keep theirs.
var contexts = sync.Pool{New: func() any { return new(fasthttp.RequestCtx) }}

func resetContext(ctx *fasthttp.RequestCtx) {
	ctx.Request.Reset()
	ctx.Response.Reset()
	ctx.Response.SwapBody(resetOrDrop(ctx.Response.SwapBody(nil)))
}

// resetOrDrop returns b emptied, or nil if it is too large to pool.
func resetOrDrop(b []byte) []byte {
	if cap(b) > maxPooled {
		return nil
	}
	return b[:0]
}

// discardLogger drops what handlers log through fasthttp.
type discardLogger struct{}

func (discardLogger) Printf(string, ...any) {}

// Lend has l.GiveBack called once the answer is sent, or when it never will be.
func (s *stream) Lend(l lent) { s.lent = l }

func (s *stream) releaseLent() {
	if s.lent != nil {
		s.lent.GiveBack()
		s.lent = nil
	}
}

// leave ends s because the client has reset it or left.
func (c *locked) leave(s *stream) {
	if !s.gone && s.over.to != nil {
		s.over.to.Left()
	}
	s.gone = true
	if s.cancel != nil {
		s.cancel()
	}
	c.signal(s)
}

// Detach is called by whoever is about to wait for something. The loop of the connection
// goes on in another goroutine. From then on all that is written is sent at once.
func (s *stream) Detach() {
	c := s.conn.lock()
	c.detach(s.turn)
	c.unlock()
}

// Context ends when the client hangs up or resets the stream, and after the answer. Whoever
// asks for it is about to wait: Context is also Detach.
func (s *stream) Context() context.Context {
	c := s.conn.lock()
	defer c.unlock()
	c.detach(s.turn)
	if s.context == nil {
		s.context, s.cancel = context.WithCancel(context.Background())
		if s.gone {
			s.cancel()
		}
	}
	return s.context
}

// Gone is closed when the client hangs up or resets the stream, and after the
// answer. It is also Detach.
func (s *stream) Gone() <-chan struct{} { return s.Context().Done() }

// Close resets the stream instead of sending the answer or, if a streamed body calls
// it, the rest of the answer.
func (s *stream) Close() error {
	c := s.conn.lock()
	s.closed = true
	c.unlock()
	return nil
}

// Reset is Close. Faults that reset a connection call it.
func (s *stream) Reset() error { return s.Close() }

// Flush sends the header and what a body has written so far. The body may then take any time
// to go on.
func (s *stream) Flush() error {
	c := s.conn.lock()
	defer c.unlock()
	err := c.writeHeld(s)
	c.flush()
	return err
}

// Read fails: the handler gets the request whole.
func (s *stream) Read([]byte) (int, error) { return 0, errors.ErrUnsupported }

// LocalAddr returns the address that the client has connected to.
func (s *stream) LocalAddr() net.Addr { return s.conn.net.LocalAddr() }

// RemoteAddr returns the address of the client.
func (s *stream) RemoteAddr() net.Addr { return s.conn.net.RemoteAddr() }

// SetDeadline fails: deadlines belong to the connection.
func (s *stream) SetDeadline(time.Time) error { return errors.ErrUnsupported }

// SetReadDeadline fails as SetDeadline does.
func (s *stream) SetReadDeadline(time.Time) error { return errors.ErrUnsupported }

// SetWriteDeadline fails as SetDeadline does.
func (s *stream) SetWriteDeadline(time.Time) error { return errors.ErrUnsupported }
