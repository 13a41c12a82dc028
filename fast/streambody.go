package fast

import (
	"bufio"
	"io"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/coalesce"
	"mock-openai/fast/pace"
)

// startStream answers with the events of c and releases c after the last. A
// stream with nothing to wait for is written from the connection's own
// goroutine; one that waits gets its own, and flushes each event when it is due.
func (s *Server) startStream(ctx *fasthttp.RequestCtx, c *call, f *format) {
	s.streamHeaders.write(ctx, c.id)
	ctx.SetContentTypeBytes(typeEvent)
	ctx.Response.Header.SetCanonical(keyCacheControl, valueNoCache)
	s.begin(c, f)
	start := pace.Now()
	switch {
	case !ctx.Request.Header.IsHTTP11():
		s.startWhole(ctx, c, start)
		return
	case s.pacer == nil:
		ctx.Response.SetBodyStream(c, -1)
		return
	}
	conn, coalesced := coalesce.From(ctx.Conn())
	if coalesced {
		conn.SetImmediate(true)
	}
	ctx.SetBodyStreamWriter(func(w *bufio.Writer) {
		defer releaseCall(c)
		if coalesced {
			defer conn.SetImmediate(false)
		}
		defer func() { _ = recover() }() // the stream just ends; a panic here would end the process
		s.pace(c, w, start)
	})
}

// startWhole answers with all events at once, when the last is due, as HTTP/1.0
// has no chunks.
func (s *Server) startWhole(ctx *fasthttp.RequestCtx, c *call, start pace.Instant) {
	defer releaseCall(c)
	if s.pacer == nil {
		c.WriteTo(ctx.Response.BodyWriter())
		return
	}
	w := bufio.NewWriter(ctx.Response.BodyWriter())
	s.pace(c, w, start)
	w.Flush()
}

// pace writes the events of c, each when it is due, until the client hangs up
// or the server shuts down.
func (s *Server) pace(c *call, w *bufio.Writer, due pace.Instant) {
	waiter := s.pacer.Acquire()
	defer waiter.Release()
	for {
		frame, more := c.next(c.stream.frame[:0])
		if !more {
			return
		}
		c.stream.frame = frame
		if !c.stream.ended {
			due = due.Add(s.config.ResponseDelay)
			if waiter.Wait(due) != nil {
				return
			}
		}
		if _, err := w.Write(frame); err != nil || w.Flush() != nil {
			return
		}
	}
}

// call is the body of a stream that has nothing to wait for.
var _ fasthttp.BodyWriterTo = (*call)(nil)

// SupportsBodyWriteTo says that WriteTo may be used in place of Read.
func (c *call) SupportsBodyWriteTo() bool { return true }

// WriteTo writes every event that is left, each with one Write.
func (c *call) WriteTo(w io.Writer) (int64, error) {
	var written int64
	for {
		frame, more := c.next(c.stream.frame[:0])
		if !more {
			return written, nil
		}
		c.stream.frame = frame
		n, err := w.Write(frame)
		if written += int64(n); err != nil {
			return written, err
		}
	}
}

// Read reads the events that are left, for those who do not know WriteTo.
func (c *call) Read(p []byte) (int, error) {
	if len(c.stream.unread) == 0 {
		frame, more := c.next(c.stream.frame[:0])
		if !more {
			return 0, io.EOF
		}
		c.stream.frame, c.stream.unread = frame, frame
	}
	n := copy(p, c.stream.unread)
	c.stream.unread = c.stream.unread[n:]
	return n, nil
}

// Close releases the call. fasthttp calls it once, when the stream is sent or
// given up.
func (c *call) Close() error {
	releaseCall(c)
	return nil
}
