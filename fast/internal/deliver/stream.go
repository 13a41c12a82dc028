package deliver

import (
	"bufio"
	"errors"
	"io"
	"net"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/coalesce"
	"mock-openai/fast/internal/render"
)

// Stream is the body of an answer that is sent event by event. It is part of a pooled
// exchange.
type Stream struct {
	Events   Events
	exchange Exchange
	pacing   *Pacing // nil if nothing waits
	comments comments

	conn   *coalesce.Conn // chunks are written to it without fasthttp; nil if fasthttp writes them
	client net.Conn       // watched while a paced stream waits; may be nil
	frame  []byte         // rendered last
	unread []byte         // to be sent before the next event
	copied io.Writer      // gets every event too; nil if nobody wants it
	piped  *Pacing        // the stream goes through SetBodyStreamWriter; nil if it need not
	plain  bool           // the format of the stream has no comments
	loops  bool           // a paced stream needs no goroutine
	taken  bool           // a pacedStream releases the exchange
}

var (
	_ fasthttp.BodyWriterTo = (*Stream)(nil)
	_ io.Closer             = (*Stream)(nil)
)

// Begin begins a stream that answers x.
func (s *Stream) Begin(x Exchange, events Events) {
	s.exchange, s.Events = x, events
}

// Reset prepares s for another Begin.
func (s *Stream) Reset() {
	if s.exchange != nil {
		*s = Stream{frame: render.ResetOrDrop(s.frame)}
	}
}

// Pace makes each event wait until it is due.
func (s *Stream) Pace(p *Pacing) { s.pacing = p }

// NoComments says that the format of the stream has no comments.
func (s *Stream) NoComments() { s.plain = true }

// Paced reports whether events wait.
func (s *Stream) Paced() bool { return s.pacing != nil }

// Copy has each event written to another writer too, which must not fail. Call it after
// Start and before the first event; each event is then sent by itself.
func (s *Stream) Copy(to io.Writer) { s.copied, s.conn = to, nil }

// copyEvent writes an event to whoever wants a copy.
func (s *Stream) copyEvent(event []byte) {
	if s.copied != nil {
		s.copied.Write(event)
	}
}

// UseWriter sends the stream through SetBodyStreamWriter on every connection. p logs
// panics.
func (s *Stream) UseWriter(p *Pacing) { s.piped = p }

// UseLoop sends a paced stream without a goroutine, where the connection allows it.
func (s *Stream) UseLoop() { s.loops = true }

// Start answers with the events and releases the exchange after the last. The
// connection's goroutine writes a stream that never waits, and every stream on a
// coalesce.Conn or in HTTP/2. After UseLoop, the pacer sends a paced stream on a plain
// socket and in HTTP/2. A paced stream on another connection, such as another server's, gets
// its own goroutine.
func (s *Stream) Start(ctx *fasthttp.RequestCtx) {
	paced := s.pacing != nil
	collect(ctx, !paced)
	conn, own := ctx.Conn().(*coalesce.Conn)
	switch {
	case s.piped != nil:
		s.startPiped(ctx)
	case paced && s.loops && own && conn.CanHandOver() && !ctx.IsHead():
		s.startHandedOver(ctx, conn)
	case paced && s.loops && !ctx.IsHead() && s.handsOver(ctx):
	case !paced:
		s.conn = conn
		ctx.Response.ImmediateHeaderFlush = own
		ctx.Response.SetBodyStream(s, -1)
	case own || sendsAtOnce(ctx.Conn()):
		s.client = ctx.Conn()
		ctx.Response.SetBodyStream(s, -1)
	default:
		s.piped = s.pacing
		s.startPiped(ctx)
	}
}

// sendsAtOnce reports whether conn is a stream of HTTP/2, which sends each Write at once
// after Detach.
func sendsAtOnce(conn net.Conn) bool {
	_, ok := conn.(interface{ Detach() })
	return ok
}

// startPiped starts a goroutine that writes the stream. It flushes each event of a
// paced stream when it is due.
func (s *Stream) startPiped(ctx *fasthttp.RequestCtx) {
	s.exchange.Detach()
	client := ctx.Conn()
	ctx.SetBodyStreamWriter(func(w *bufio.Writer) {
		defer s.Close()
		defer s.piped.Recover()
		if s.pacing == nil {
			s.Send(w, client)
		} else {
			s.Send(flushed{w}, client)
		}
	})
}

// flushed flushes after each Write.
type flushed struct{ w *bufio.Writer }

func (f flushed) Write(p []byte) (int, error) {
	n, _ := f.w.Write(p) // Flush returns its error again
	return n, f.w.Flush()
}

// StartUntilClose is Start for HTTP/1.0, which has no chunks: the end of the connection ends
// the answer. Only the pacer can send such an answer. StartUntilClose returns false if it
// cannot.
func (s *Stream) StartUntilClose(ctx *fasthttp.RequestCtx) bool {
	conn, own := ctx.Conn().(*coalesce.Conn)
	if s.piped != nil || s.pacing == nil || !s.loops || !own || !conn.CanHandOver() || ctx.IsHead() {
		return false
	}
	collect(ctx, false)
	s.startHandedOver(ctx, conn)
	return true
}

// StartWhole answers with all events at once, when the last is due. It does not release the
// exchange.
func (s *Stream) StartWhole(ctx *fasthttp.RequestCtx) {
	s.Send(ctx.Response.BodyWriter(), nil)
}

// Send writes each event to w when it is due, with one Write per event. It returns an
// error if the client hangs up or the server shuts down.
func (s *Stream) Send(w io.Writer, client net.Conn) error {
	if s.pacing == nil {
		_, err := s.writeAll(w)
		return err
	}
	return s.pace(w, client)
}

// SupportsBodyWriteTo tells fasthttp to call WriteTo instead of Read.
func (s *Stream) SupportsBodyWriteTo() bool { return true }

// WriteTo writes all remaining events. fasthttp sends each Write of a paced stream at
// once, as a chunk. A goroutine and a pipe would cost such a stream 13 kB and 0.1 ms.
func (s *Stream) WriteTo(w io.Writer) (written int64, err error) {
	if s.pacing != nil {
		return 0, s.pace(w, s.client)
	}
	return s.writeAll(w)
}

// pace writes each event when it is due.
func (s *Stream) pace(w io.Writer, client net.Conn) (err error) {
	wait, err := s.pacing.begin(w, client)
	if err != nil {
		return err
	}
	wait.comments = !s.plain
	defer func() {
		if wait.end(); err == errClientLeft {
			s.exchange.ClientLeft()
		}
	}()
	if len(s.unread) > 0 {
		if err := s.comments.send(&wait, s.unread); err != nil {
			return err
		}
	}
	for {
		frame, more := s.Events.Next(s.frame[:0])
		if !more {
			return nil
		}
		s.frame = frame
		if err := s.waitUntilDue(&wait); err != nil {
			return err
		}
		s.copyEvent(frame)
		if err := wait.send(frame); err != nil {
			return err
		}
		s.exchange.Wrote()
	}
}

// waitUntilDue waits until the event that was rendered last is due.
func (s *Stream) waitUntilDue(wait *pacedWait) error {
	switch due := s.exchange.Due(); due {
	case 0:
		return nil
	case Unknown:
		return wait.untilKnown(s.exchange)
	default:
		return wait.until(due)
	}
}

// writeAll writes every event as a chunk of its own: to w, or directly to a
// coalesce.Conn. By then the headers are written, and nothing is buffered above the
// connection. So nothing that changes the body, such as fasthttp.CompressHandler, may
// sit between the handler and a coalesce.Conn.
func (s *Stream) writeAll(w io.Writer) (written int64, err error) {
	for more := true; more && err == nil; {
		var n int
		batch := s.conn != nil && len(s.unread) == 0
		if batch {
			n, more, err = s.writeBatch(s.conn)
		} else {
			n, more, err = s.writeEvent(w)
		}
		if batch || written == 0 {
			s.exchange.Wrote()
		}
		written += int64(n)
	}
	s.exchange.Wrote()
	if err != nil && !errors.Is(err, ErrCut) {
		s.exchange.ClientLeft()
	}
	return written, err
}

// writeEvent writes what is unread and the next event.
func (s *Stream) writeEvent(w io.Writer) (n int, more bool, err error) {
	frame := s.frame[:0]
	if len(s.unread) > 0 {
		frame, s.unread = append(frame, s.unread...), nil
	}
	s.frame, more = s.Events.Next(frame)
	s.copyEvent(s.frame)
	n, err = w.Write(s.frame)
	return n, more, err
}

// writeBatch writes the next events. They are rendered in conn's own buffer, unless
// earlier batches were too long for it.
func (s *Stream) writeBatch(conn *coalesce.Conn) (n int, more bool, err error) {
	frame := s.frame[:0]
	if cap(frame) <= render.MaxPooled {
		frame = conn.AvailableBuffer()
	}
	for more = true; more && len(frame) < render.Batch; {
		frame, more = s.Events.AppendChunks(frame)
	}
	if cap(frame) > render.MaxPooled {
		s.frame = frame
	}
	n, err = conn.Write(frame)
	return n, more, err
}

// Read reads the remaining events, for callers that do not use WriteTo.
func (s *Stream) Read(p []byte) (int, error) {
	if len(s.unread) == 0 {
		frame, more := s.Events.Next(s.frame[:0])
		if !more {
			return 0, io.EOF
		}
		s.frame, s.unread = frame, frame
		s.copyEvent(frame)
	}
	n := copy(p, s.unread)
	s.unread = s.unread[n:]
	return n, nil
}

// Unsent returns the event that WriteTo was about to send when it ended with an error.
func (s *Stream) Unsent() []byte { return s.frame }

// Close releases the exchange, unless a pacedStream has taken the stream over. It is
// called once, when the stream is sent or given up.
func (s *Stream) Close() error {
	if !s.taken {
		s.exchange.Release()
	}
	return nil
}
