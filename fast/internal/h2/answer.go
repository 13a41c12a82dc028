package h2

import (
	"errors"
	"runtime/debug"

	"github.com/valyala/fasthttp"
	"golang.org/x/net/http2"
)

// answer runs the handler, or answers because of failure, and sends the answer. A handler
// that hijacks its connection would break it off in HTTP/1.1; here the stream is reset. It
// returns true if somebody else sends the rest of the answer.
func (s *stream) answer(failure error) (handedOver bool) {
	ok := s.run(failure)
	res := &s.ctx.Response
	if s.prepareHandover(ok) {
		return true
	}
	if ok && !s.ctx.Hijacked() && (!s.isClosed() || res.IsBodyStream()) {
		ok = s.send()
	} else {
		res.CloseBodyStream()
		ok = false
	}
	s.releaseLent()
	c := s.conn.lock()
	defer c.unlock()
	switch {
	case c.left(s) != nil:
	case !ok:
		c.output.frames.addReset(s.id, http2.ErrCodeInternal)
	case !s.whole:
		c.output.frames.addReset(s.id, http2.ErrCodeNo)
	}
	if res.ConnectionClose() {
		c.goAway()
	}
	return false
}

// run calls the handler and reports whether it has returned.
func (s *stream) run(failure error) (ok bool) {
	defer func() {
		if what := recover(); what != nil {
			s.conn.server.config.Log.Printf("http2: panic: %v\n%s", what, debug.Stack())
		}
	}()
	if failure != nil {
		s.conn.server.config.Malformed(s.ctx, failure)
	} else {
		req := &s.ctx.Request
		req.SetBodyRaw(s.body)
		req.Header.SetContentLength(len(s.body))
		s.conn.server.handler(s.ctx)
	}
	return true
}

func (s *stream) isClosed() bool {
	defer s.conn.lock().unlock()
	return s.closed
}

// send sends the response. It reports false if the stream must be reset.
func (s *stream) send() bool {
	res := &s.ctx.Response
	switch {
	case !res.IsBodyStream():
		body := res.Body()
		if !allowsBody(res.StatusCode()) {
			return s.sendHeader(-1, true) == nil
		}
		if s.ctx.IsHead() || len(body) == 0 {
			return s.sendHeader(len(body), true) == nil
		}
		return s.sendWhole(body) == nil
	case s.ctx.IsHead():
		defer res.CloseBodyStream()
		return s.sendHeader(-1, true) == nil
	}
	s.hold()
	if !writesItself(res) {
		s.Detach()
	}
	if err := res.BodyWriteTo(&s.writer); err != nil || s.isClosed() {
		return false
	}
	c := s.conn.lock()
	defer c.unlock()
	return c.writeHeld(s) == nil && c.write(s, nil, true) == nil
}

// hold delays the header of a streamed answer until its body writes or flushes, as over HTTP/1.1.
// If the body fails before that, the client gets a reset alone.
func (s *stream) hold() {
	c := s.conn.lock()
	s.held = true
	c.unlock()
}

func allowsBody(status int) bool {
	return status != fasthttp.StatusNoContent && status != fasthttp.StatusNotModified
}

// writesItself reports whether the body of res can write itself.
func writesItself(res *fasthttp.Response) bool {
	whole, ok := res.BodyStream().(fasthttp.BodyWriterTo)
	return ok && whole.SupportsBodyWriteTo()
}

// sendHeader sends the header of the response with that Content-Length; -1 means none.
func (s *stream) sendHeader(length int, ends bool) error {
	c := s.conn.lock()
	defer c.unlock()
	return c.writeHeader(s, length, ends)
}

// sendWhole sends the response with that body.
func (s *stream) sendWhole(body []byte) error {
	c := s.conn.lock()
	defer c.unlock()
	if err := c.writeHeader(s, len(body), false); err != nil {
		return err
	}
	return c.write(s, body, true)
}

// bodyWriter writes a streamed body. It is sent at once if the stream has left the loop.
type bodyWriter struct{ stream *stream }

func (w *bodyWriter) Write(p []byte) (int, error) {
	s := w.stream
	c := s.conn.lock()
	defer c.unlock()
	if err := c.writeHeld(s); err != nil {
		return 0, err
	}
	if err := c.write(s, p, false); err != nil {
		return 0, err
	}
	if s.detached() {
		c.flush()
	}
	return len(p), nil
}

var errReset = errors.New("stream is reset")
