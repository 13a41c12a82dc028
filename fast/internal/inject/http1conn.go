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

// faultConn sends an answer with a fault.
type faultConn interface {
	// flush sends what has been written.
	flush()
	// reset closes the connection so that the client sees a reset.
	reset()
	// wait waits for d, or without limit if d is 0. It returns an error if the client
	// leaves or the server shuts down.
	wait(d time.Duration) error
	// send sends the answer in ctx, or arranges for it to be sent after the handler.
	send(ctx *fasthttp.RequestCtx, spec fault.Spec)
}

// connOf returns the connection of ctx, or nil if it does not support faults of that kind.
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
		under.Collect(false) // Write returns the same error again
	} else if _, ok := conn.(*net.TCPConn); !ok {
		return nil
	}
	return &http1Conn{in: in, conn: conn}
}

// http1Conn is an HTTP/1.1 connection, taken over from fasthttp. The answer is written to
// it after those to earlier pipelined requests. The connection is then closed.
type http1Conn struct {
	in   *Injector
	conn net.Conn
	w    *bufio.Writer // set by write
}

const (
	// maxDrain is how long a client has to receive earlier answers before a reset.
	maxDrain = 2 * time.Second
	// maxLinger is how long a client has to close a connection after the answer.
	maxLinger = time.Second
)

func (c *http1Conn) flush() { c.w.Flush() } // the next Write returns the same error again

// reset first waits until the socket has sent its bytes: a reset discards them.
func (c *http1Conn) reset() {
	ctx, cancel := context.WithTimeout(c.in.ending, maxDrain)
	defer cancel()
	coalesce.Drain(ctx, c.conn)
	coalesce.Reset(c.conn)
}

// wait reads in order to notice that the client closes the connection or its half of it.
// It discards other bytes: nothing else reads them, as the connection is closed after
// this answer.
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

// discard reads for d, or without limit if d is 0. It returns earlier if the client leaves
// or the server shuts down. It always returns the error that ended the reading.
func (c *http1Conn) discard(d time.Duration) error {
	var until time.Time
	if d > 0 {
		until = time.Now().Add(d)
	}
	if under, ok := coalesce.From(c.conn); ok {
		under.IgnoreReadTimeout(true) // never undone: the connection is closed after this answer
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

// send hijacks the connection. fasthttp first sends the earlier answers in its buffer, and
// then calls write for the answer in ctx.
func (c *http1Conn) send(ctx *fasthttp.RequestCtx, spec fault.Spec) {
	ctx.HijackSetNoResponse(true)
	if spec.Kind != fault.ResetMidstream {
		// With Connection: close, undici takes a reset for the end of the answer.
		ctx.Response.SetConnectionClose()
	}
	done := func() {}
	if under, ok := c.conn.(*coalesce.Conn); ok {
		c.in.hijacked.Add(1)
		release := under.TakeOver(func() {
			ctx.Response.CloseBodyStream()
			c.in.hijacked.Done()
		})
		done = func() {
			release()
			c.in.hijacked.Done()
		}
	}
	ctx.Hijack(func(net.Conn) {
		defer done()
		c.write(&ctx.Response, spec)
	})
}

// write writes an answer and closes the connection: with a reset if the answer is broken,
// so that it does not look complete.
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

// linger waits until the client closes its half of the connection. Closing it while there
// are unread requests would send a reset, and the client might lose the end of the answer
// (RFC 9112, section 9.6).
func (c *http1Conn) linger() {
	if half, ok := c.conn.(interface{ CloseWrite() error }); ok && half.CloseWrite() == nil {
		c.discard(maxLinger)
	}
}

// shape returns the writer for the bytes of an answer, and the function to call after the
// last of them.
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
