package h2

import (
	"errors"
	"io"
	"time"

	"github.com/valyala/fasthttp"
	"golang.org/x/net/http2"
)

// A body that waits between its parts needs no goroutine. So a handler can leave it to a
// sender, which gets the stream with the header of the answer rendered:
//
//	s.HandOver(body, to)  in the handler; body is the body stream of its response
//	s.Collect, s.Write    by to after Start, in one goroutine at a time
//	s.Finish              once, at the end
//
// Until then the stream keeps the request's body, but not its context.

// handover is what HandOver got. It is guarded by the connection's mu.
type handover struct {
	body io.Reader
	to   sender // nil if the server sends the body
}

// sender sends the body of an answer.
type sender = interface {
	// Take takes the body from the response, which is reset next.
	Take(res *fasthttp.Response)
	// Start begins to send. It must not block.
	Start()
	// Left is called once if the client resets the stream or leaves, even before Start, but
	// not after Finish. It must not block.
	Left()
}

// HandOver leaves the body of the answer to a sender, unless another body replaces it or the
// request is a HEAD, whose answer has none.
func (s *stream) HandOver(body io.Reader, to sender) {
	defer s.conn.lock().unlock()
	s.over = handover{body, to}
	if s.gone {
		to.Left()
	}
}

// prepareHandover renders the header of an answer that its sender completes. It returns
// false if the server has to send the answer: there is no sender, or, unless ok is true,
// the handler has failed.
func (s *stream) prepareHandover(ok bool) bool {
	res := &s.ctx.Response
	c := s.conn.lock()
	defer c.unlock()
	if s.over.to == nil {
		return false
	}
	keeps := s.ctx.Hijacked() || s.ctx.LastTimeoutErrorResponse() != nil // the context
	if ok && !s.closed && !keeps && !s.ctx.IsHead() && res.BodyStream() == s.over.body && c.left(s) == nil {
		s.header, s.held = s.appendHeader(s.header[:0], -1), true
		if res.ConnectionClose() {
			c.goAway()
		}
		return true
	}
	s.over = handover{}
	return false
}

// handOver gives s to its sender. It returns true if the request has left the loop.
func (c *conn) handOver(s *stream) (left bool) {
	to, ctx := s.over.to, s.ctx
	to.Take(&ctx.Response)
	s.releaseLent()
	s.ctx = nil
	resetContext(ctx)
	contexts.Put(ctx)
	held := c.lock()
	if left = held.turn.end(s.turn) == nil; left {
		held.flush()
	} else {
		held.output.answering[s.id] = s
	}
	s.turn = 0
	held.unlock()
	to.Start()
	return left
}

// flusher sends what is collected. It does not wait for the client.
type flusher = interface{ Flush() }

var _ flusher = (*conn)(nil)

// Collect collects as much of p as the client takes, to be sent together with what other
// streams of its connection collect. Soon after, the caller must call Flush of the result,
// which is nil if another caller of Collect has to. Collect returns an error once the client
// has left.
func (s *stream) Collect(p []byte) (n int, flush flusher, err error) {
	c := s.conn.lock()
	defer c.unlock()
	n, err = c.collect(s, p)
	if c.output.frames.batch == nil || c.output.promised {
		return n, nil, err
	}
	c.output.promised = true
	return n, s.conn, err
}

func (c *locked) collect(s *stream, p []byte) (n int, err error) {
	o := &c.output
	for n < len(p) {
		if err := c.left(s); err != nil {
			return n, err
		}
		if o.frames.size() >= maxBatch {
			c.flush()
		}
		if o.frames.size() >= maxBatch {
			break
		}
		if s.held {
			s.held = false
			c.addHeader(s, -1, false)
		}
		some := min(len(p)-n, s.window, o.window)
		if some <= 0 {
			break
		}
		n += c.addData(s, p[n:n+some], false)
		s.stuck = time.Time{}
	}
	return n, nil
}

// Write sends p, and waits for the client. It fails unless s was handed over.
func (s *stream) Write(p []byte) (int, error) {
	if s.over.to == nil {
		return 0, errors.ErrUnsupported
	}
	return s.writer.Write(p)
}

// Finish ends the answer. If it is not complete, the stream is reset.
func (s *stream) Finish(complete bool) {
	c := s.conn.lock()
	switch {
	case c.left(s) != nil:
	case !complete || s.closed:
		c.output.frames.addReset(s.id, http2.ErrCodeInternal)
	default:
		if s.held {
			c.addHeader(s, -1, false)
		}
		c.addData(s, nil, true)
		if !s.whole {
			c.output.frames.addReset(s.id, http2.ErrCodeNo)
		}
	}
	s.over = handover{}
	c.unlock().answered(s)
}
