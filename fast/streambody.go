package fast

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/coalesce"
	"mock-openai/fast/fault"
)

// startStream answers with the events of c, which has begun, and releases c
// after the last. A stream with nothing to wait for is written from the
// connection's own goroutine; one that waits gets its own, and flushes each
// event when it is due.
func (s *Server) startStream(ctx *fasthttp.RequestCtx, c *call) {
	waits := !c.manner.idle()
	if waits {
		if err := s.room.open(); err != nil {
			s.giveUp(ctx, c, errInternal)
			return
		}
		c.beat = s.beginBeat(c)
		c.waits(ctx)
	}
	s.streamHeaders.write(ctx, c.id, c.beat.first(c))
	c.countStream(ctx)
	if !ctx.Request.Header.IsHTTP11() {
		s.startWhole(ctx, c)
		return
	}
	if s.gate != nil {
		c.place = takePlace(ctx)
	}
	if c.fault.Kind != fault.None && s.troubleStream(ctx, c) {
		return
	}
	collect(ctx, !waits)
	if !waits {
		c.stream.conn, _ = ctx.Conn().(*coalesce.Conn) // not one below TLS
		ctx.Response.SetBodyStream(c, -1)
		return
	}
	for i := range c.choices {
		c.choices[i].echo = bytes.Clone(c.choices[i].echo) // the request may be gone when it is sent
	}
	client := ctx.Conn()
	ctx.SetBodyStreamWriter(func(w *bufio.Writer) {
		defer releaseCall(c)
		defer s.endPanic()
		s.pace(c, w, client)
	})
}

// endPanic has a stream just end that panics: it would end the process.
func (s *Server) endPanic() {
	if what := recover(); what != nil {
		s.logPanic(what)
	}
}

// startWhole answers with all events at once, when the last is due, as HTTP/1.0
// has no chunks.
func (s *Server) startWhole(ctx *fasthttp.RequestCtx, c *call) {
	defer s.finish(ctx, c)
	if c.manner.idle() {
		c.WriteTo(ctx.Response.BodyWriter())
		return
	}
	s.pace(c, bufio.NewWriter(ctx.Response.BodyWriter()), nil)
}

// pace writes the events of c, each when it is due, until the client, whose
// connection client is, hangs up or the server shuts down, which are errors.
func (s *Server) pace(c *call, w *bufio.Writer, client net.Conn) (err error) {
	seat, err := s.takeSeat(w, client)
	if err != nil {
		return err
	}
	defer func() { c.gone = err == errGone; seat.leave() }()
	if len(c.stream.unread) > 0 {
		if err := announce(c, &seat); err != nil {
			return err
		}
	}
	for {
		c.stream.fresh = 0
		frame, more := c.next(c.stream.frame[:0])
		if !more {
			return nil
		}
		c.stream.frame = frame
		if !c.stream.ended {
			if err := seat.wait(c.beat.event(c, c.stream.fresh)); err != nil {
				return err
			}
		}
		if err := seat.send(frame); err != nil {
			return err
		}
		c.wrote()
		c.countEvents()
	}
}

// call is the body of a stream that has nothing to wait for.
var _ fasthttp.BodyWriterTo = (*call)(nil)

// SupportsBodyWriteTo says that WriteTo may be used in place of Read.
func (c *call) SupportsBodyWriteTo() bool { return true }

// batch is how many bytes of events are collected before they are written.
const batch = 16 << 10

// WriteTo writes every event that is left, each as a chunk of its own. The
// first goes through w and takes the headers along; after it nothing is
// buffered above the connection, and the others go to it directly. So nothing
// that changes the body, such as fasthttp.CompressHandler, may stand between
// the handler and a connection of coalesce.
func (c *call) WriteTo(w io.Writer) (int64, error) {
	frame, _ := c.next(append(c.stream.frame[:0], c.stream.unread...))
	n, err := w.Write(frame)
	c.wrote()
	written := int64(n)
	for more := true; more && err == nil; {
		frame = frame[:0]
		if c.stream.conn == nil {
			frame, more = c.next(frame)
			n, err = w.Write(frame)
		} else {
			for more && len(frame) < batch {
				frame, more = c.appendChunk(frame)
			}
			n, err = c.stream.conn.Write(frame)
		}
		written += int64(n)
	}
	c.stream.frame = frame
	c.gone = err != nil && !errors.Is(err, errBroken)
	c.countEvents()
	return written, err
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
