package fast

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/coalesce"
	"mock-openai/fast/fault"
)

// line is what an answer goes over when a fault is to happen to it.
type line interface {
	// flush sends what has been written.
	flush()
	// reset breaks the line off so that the client sees a reset.
	reset()
	// wait lets d pass, all time if d is 0. The error says that the client has
	// left or the server ends.
	wait(d time.Duration) error
	// send sends the answer in ctx, or has it sent after the handler.
	send(ctx *fasthttp.RequestCtx, spec fault.Spec)
}

// lineOf is the line of ctx; nil if a fault of that kind cannot happen there.
func (s *Server) lineOf(ctx *fasthttp.RequestCtx, k fault.Kind) line {
	conn := ctx.Conn()
	if shared, ok := conn.(Shared); ok {
		if k != fault.Reset && k != fault.ResetMidstream && k != fault.Stall {
			return nil
		}
		return &sharedLine{server: s, conn: shared}
	}
	if under, ok := coalesce.From(conn); ok {
		under.Share()        // the connection will be hijacked
		under.Collect(false) // an error of it comes again from Write
	} else if _, ok := conn.(*net.TCPConn); !ok {
		return nil
	}
	return &ownLine{server: s, conn: conn}
}

// ownLine is a connection that carries one answer at a time. The answer is
// written to it past fasthttp, behind those to earlier requests of a pipeline,
// and the connection is closed behind it.
type ownLine struct {
	server *Server
	conn   net.Conn
	w      *bufio.Writer // nil before write
}

const (
	// maxDrain is how long a client has to take earlier answers before a reset.
	maxDrain = 2 * time.Second
	// maxLinger is how long a client has to close a connection that is over.
	maxLinger = time.Second
)

func (l *ownLine) flush() { l.w.Flush() } // an error of it comes again from the next Write

// reset lets earlier bytes leave first: a reset throws away what waits in the socket.
func (l *ownLine) reset() {
	ctx, cancel := context.WithTimeout(l.server.ending, maxDrain)
	defer cancel()
	coalesce.Drain(ctx, l.conn)
	coalesce.Reset(l.conn)
}

// wait reads: a client that closes the connection, or its half of it, is gone,
// and what else it sends is not read by anyone, as the connection is closed
// behind this answer.
func (l *ownLine) wait(d time.Duration) error {
	err := l.discard(d)
	switch {
	case l.server.ending.Err() != nil:
		return err
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil
	}
	l.server.pacing.HangUps.Add(1)
	return err
}

// discard reads for d, for ever if d is 0, or until the client or the server ends,
// and returns what ended it.
func (l *ownLine) discard(d time.Duration) error {
	var until time.Time
	if d > 0 {
		until = time.Now().Add(d)
	}
	if under, ok := coalesce.From(l.conn); ok {
		under.Patient(true) // for good: the connection is closed behind this answer
	}
	l.conn.SetReadDeadline(until)
	stop := context.AfterFunc(l.server.ending, func() { l.conn.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	var dropped [256]byte
	for {
		if _, err := l.conn.Read(dropped[:]); err != nil {
			return err
		}
	}
}

// send takes the connection away from fasthttp, which sends the answers it still
// has in its buffer and then has the answer in ctx written and the connection closed.
func (l *ownLine) send(ctx *fasthttp.RequestCtx, spec fault.Spec) {
	ctx.HijackSetNoResponse(true)
	if spec.Kind != fault.ResetMidstream {
		// Told that it closes, undici takes the reset for the end of the answer.
		ctx.Response.SetConnectionClose()
	}
	over := func() {}
	if under, ok := l.conn.(*coalesce.Conn); ok {
		l.server.hijacked.Add(1)
		release := under.TakeOver(func() {
			ctx.Response.CloseBodyStream()
			l.server.hijacked.Done()
		})
		over = func() {
			release()
			l.server.hijacked.Done()
		}
	}
	ctx.Hijack(func(net.Conn) {
		defer over()
		l.write(&ctx.Response, spec)
	})
}

// write writes an answer. A broken one must not look complete.
func (l *ownLine) write(res *fasthttp.Response, spec fault.Spec) {
	defer l.server.pacing.Recover()
	complete := false
	defer func() {
		if complete {
			l.linger()
		} else {
			l.reset()
		}
	}()
	out, finish := l.shape(spec)
	l.w = bufio.NewWriter(out)
	complete = res.Write(l.w) == nil && l.w.Flush() == nil && finish() == nil
}

// linger waits until the client closes its half of the connection: to close on
// requests that have not been read would be a reset, which may cost the client the
// end of the answer (RFC 9112, section 9.6).
func (l *ownLine) linger() {
	if half, ok := l.conn.(interface{ CloseWrite() error }); ok && half.CloseWrite() == nil {
		l.discard(maxLinger)
	}
}

// shape is what the bytes of an answer go through, and what is to be done behind
// the last.
func (l *ownLine) shape(spec fault.Spec) (out io.Writer, finish func() error) {
	finish = func() error { return nil }
	switch spec.Kind {
	case fault.SplitSegments:
		return &segments{line: l, pause: spec.For}, finish
	case fault.SlowHeaders:
		return &dribble{line: l, over: spec.For}, finish
	case fault.OneSegment:
		all := new(bytes.Buffer)
		return all, func() error {
			_, err := all.WriteTo(l.conn)
			return err
		}
	}
	return l.conn, finish
}
