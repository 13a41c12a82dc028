package fast

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/coalesce"
	"mock-openai/fast/fault"
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/render"
)

// startStream answers with the events of c, which has begun, and releases c
// after the last. A stream with nothing to wait for, or on a connection of this
// server's own, is written from the connection's goroutine; one that waits on
// another, as of HTTP/2 or of somebody else's server, gets its own.
func (s *Server) startStream(ctx *fasthttp.RequestCtx, c *call) {
	waits, processing := !c.manner.Idle(), time.Duration(0)
	if waits {
		if err := s.room.open(); err != nil {
			s.giveUp(ctx, c, apierr.Internal)
			return
		}
		s.beginTimeline(c)
		processing = c.timeline.First()
		c.waits(ctx)
	}
	s.streamHeaders.Write(ctx, c.id, processing)
	c.countStream(ctx)
	if !ctx.Request.Header.IsHTTP11() {
		s.startWhole(ctx, c)
		return
	}
	c.place = takePlace(ctx)
	if c.fault.Kind != fault.None && s.troubleStream(ctx, c) {
		return
	}
	collect(ctx, !waits)
	conn, own := ctx.Conn().(*coalesce.Conn)
	switch {
	case !waits:
		c.stream.conn = conn
		ctx.Response.ImmediateHeaderFlush = own
		ctx.Response.SetBodyStream(c, -1)
	case own:
		ctx.Response.SetBodyStream(&paced{c, s, conn}, -1)
	default:
		s.startPiped(ctx, c)
	}
}

// startPiped has a goroutine of its own write a stream that waits, and flush each
// event when it is due.
func (s *Server) startPiped(ctx *fasthttp.RequestCtx, c *call) {
	for i := range c.choices {
		c.choices[i].echo = bytes.Clone(c.choices[i].echo) // the request may be gone when it is sent
	}
	client := ctx.Conn()
	ctx.SetBodyStreamWriter(func(w *bufio.Writer) {
		defer releaseCall(c)
		defer s.endPanic()
		s.pace(c, flushed{w}, client)
	})
}

// flushed sends each Write.
type flushed struct{ w *bufio.Writer }

func (f flushed) Write(p []byte) (int, error) {
	n, _ := f.w.Write(p) // an error of it comes again from Flush
	return n, f.w.Flush()
}

// paced is the body of a stream that waits on a connection of this server's own.
// fasthttp sends each Write at once, as a chunk. What a goroutine and a pipe
// would cost such a stream: 13 kB and 0.1 ms.
type paced struct {
	*call
	server *Server
	client *coalesce.Conn
}

// WriteTo writes the events, each when it is due.
func (p *paced) WriteTo(w io.Writer) (int64, error) {
	return 0, p.server.pace(p.call, w, p.client)
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
	if c.manner.Idle() {
		c.WriteTo(ctx.Response.BodyWriter())
		return
	}
	s.pace(c, ctx.Response.BodyWriter(), nil)
}

// pace writes the events of c to w, a Write each when it is due, until the client,
// whose connection client is, hangs up or the server shuts down, which are errors.
func (s *Server) pace(c *call, w io.Writer, client net.Conn) (err error) {
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
			if err := seat.wait(c.timeline.Event(c.stream.fresh, c.stream.open)); err != nil {
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

// WriteTo writes every event that is left, each as a chunk of its own: to w, or past
// it to a connection of this server's own. The headers are there by then, and nothing
// is buffered above the connection. So nothing that changes the body, such as
// fasthttp.CompressHandler, may stand between the handler and a connection of coalesce.
func (c *call) WriteTo(w io.Writer) (written int64, err error) {
	for more := true; more && err == nil; {
		var n int
		if c.stream.conn == nil || len(c.stream.unread) > 0 {
			n, more, err = c.writeEvent(w)
		} else {
			n, more, err = c.writeBatch(c.stream.conn)
		}
		c.wrote()
		written += int64(n)
	}
	c.gone = err != nil && !errors.Is(err, errBroken)
	c.countEvents()
	return written, err
}

// writeEvent writes what is unread and the next event.
func (c *call) writeEvent(w io.Writer) (n int, more bool, err error) {
	frame := append(c.stream.frame[:0], c.stream.unread...)
	c.stream.unread = nil
	c.stream.frame, more = c.next(frame)
	n, err = w.Write(c.stream.frame)
	return n, more, err
}

// writeBatch writes the next events, rendered where conn would copy them to unless
// they have turned out to be longer than that.
func (c *call) writeBatch(conn *coalesce.Conn) (n int, more bool, err error) {
	frame := c.stream.frame[:0]
	if cap(frame) <= render.MaxKept {
		frame = conn.AvailableBuffer()
	}
	for more = true; more && len(frame) < batch; {
		frame, more = c.appendChunks(frame)
	}
	if cap(frame) > render.MaxKept {
		c.stream.frame = frame
	}
	n, err = conn.Write(frame)
	return n, more, err
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
