package inject

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

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/coalesce"
)

// faultConn is what an answer goes over when a fault is to happen to it.
type faultConn interface {
	// flush sends what has been written.
	flush()
	// reset breaks the connection off so that the client sees a reset.
	reset()
	// wait lets d pass, all time if d is 0. The error says that the client has
	// left or the server ends.
	wait(d time.Duration) error
	// send sends the answer in ctx, or has it sent after the handler.
	send(ctx *fasthttp.RequestCtx, spec fault.Spec)
}

// connOf is the connection of ctx; nil if a fault of that kind cannot happen there.
func (in *Injector) connOf(ctx *fasthttp.RequestCtx, k fault.Kind) faultConn {
	conn := ctx.Conn()
	if shared, ok := conn.(Shared); ok {
		if k != fault.Reset && k != fault.ResetMidstream && k != fault.Stall {
			return nil
		}
		return &http2Stream{in: in, conn: shared}
	}
	if under, ok := coalesce.From(conn); ok {
		under.Share()        // the connection will be hijacked
		under.Collect(false) // an error of it comes again from Write
	} else if _, ok := conn.(*net.TCPConn); !ok {
		return nil
	}
	return &http1Conn{in: in, conn: conn}
}

// http1Conn is a connection that carries one answer at a time. The answer is
// written to it past fasthttp, behind those to earlier requests of a pipeline,
// and the connection is closed behind it.
type http1Conn struct {
	in   *Injector
	conn net.Conn
	w    *bufio.Writer // nil before write
}

const (
	// maxDrain is how long a client has to take earlier answers before a reset.
	maxDrain = 2 * time.Second
	// maxLinger is how long a client has to close a connection that is over.
	maxLinger = time.Second
)

func (c *http1Conn) flush() { c.w.Flush() } // an error of it comes again from the next Write

// reset lets earlier bytes leave first: a reset throws away what waits in the socket.
func (c *http1Conn) reset() {
	ctx, cancel := context.WithTimeout(c.in.ending, maxDrain)
	defer cancel()
	coalesce.Drain(ctx, c.conn)
	coalesce.Reset(c.conn)
}

// wait reads: a client that closes the connection, or its half of it, is gone,
// and what else it sends is not read by anyone, as the connection is closed
// behind this answer.
func (c *http1Conn) wait(d time.Duration) error {
	err := c.discard(d)
	switch {
	case c.in.ending.Err() != nil:
		return err
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil
	}
	c.in.pacing.HangUps.Add(1)
	return err
}

// discard reads for d, for ever if d is 0, or until the client or the server ends,
// and returns what ended it.
func (c *http1Conn) discard(d time.Duration) error {
	var until time.Time
	if d > 0 {
		until = time.Now().Add(d)
	}
	if under, ok := coalesce.From(c.conn); ok {
		under.IgnoreReadTimeout(true) // for good: the connection is closed behind this answer
	}
	c.conn.SetReadDeadline(until)
	stop := context.AfterFunc(c.in.ending, func() { c.conn.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	var dropped [256]byte
	for {
		if _, err := c.conn.Read(dropped[:]); err != nil {
			return err
		}
	}
}

// send takes the connection away from fasthttp, which sends the answers it still
// has in its buffer and then has the answer in ctx written and the connection closed.
func (c *http1Conn) send(ctx *fasthttp.RequestCtx, spec fault.Spec) {
	ctx.HijackSetNoResponse(true)
	if spec.Kind != fault.ResetMidstream {
		// Told that it closes, undici takes the reset for the end of the answer.
		ctx.Response.SetConnectionClose()
	}
	over := func() {}
	if under, ok := c.conn.(*coalesce.Conn); ok {
		c.in.hijacked.Add(1)
		release := under.TakeOver(func() {
			ctx.Response.CloseBodyStream()
			c.in.hijacked.Done()
		})
		over = func() {
			release()
			c.in.hijacked.Done()
		}
	}
	ctx.Hijack(func(net.Conn) {
		defer over()
		c.write(&ctx.Response, spec)
	})
}

// write writes an answer. A broken one must not look complete.
func (c *http1Conn) write(res *fasthttp.Response, spec fault.Spec) {
	defer c.in.pacing.Recover()
	complete := false
	defer func() {
		if complete {
			c.linger()
		} else {
			c.reset()
		}
	}()
	out, finish := c.shape(spec)
	c.w = bufio.NewWriter(out)
	complete = res.Write(c.w) == nil && c.w.Flush() == nil && finish() == nil
}

// linger waits until the client closes its half of the connection: to close on
// requests that have not been read would be a reset, which may cost the client the
// end of the answer (RFC 9112, section 9.6).
func (c *http1Conn) linger() {
	if half, ok := c.conn.(interface{ CloseWrite() error }); ok && half.CloseWrite() == nil {
		c.discard(maxLinger)
	}
}

// shape is what the bytes of an answer go through, and what is to be done behind
// the last.
func (c *http1Conn) shape(spec fault.Spec) (out io.Writer, finish func() error) {
	finish = func() error { return nil }
	switch spec.Kind {
	case fault.SplitSegments:
		return &segments{conn: c, pause: spec.For}, finish
	case fault.SlowHeaders:
		return &slowHeaders{conn: c, over: spec.For}, finish
	case fault.OneSegment:
		all := new(bytes.Buffer)
		return all, func() error {
			_, err := all.WriteTo(c.conn)
			return err
		}
	}
	return c.conn, finish
}
