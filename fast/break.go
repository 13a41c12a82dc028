package fast

import (
	"bytes"
	"io"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
)

// breakStream has c's fault happen to the connection of a stream that has begun,
// and releases c; it reports false, and leaves c, where that cannot be.
func (s *Server) breakStream(ctx *fasthttp.RequestCtx, c *call) bool {
	l := s.lineOf(ctx, c.fault.Kind)
	if l == nil {
		return false
	}
	ctx.Response.SetBodyStream(&broken{
		at:   c.breaksAt(),
		snap: s.snap(l, c.fault),
		events: func(w io.Writer) error {
			if c.manner.Idle() {
				return c.delivery.Send(w, nil)
			}
			return c.delivery.Send(atOnce{w, l}, ctx.Conn())
		},
		close: c.Release,
	}, -1)
	s.breakAnswer(ctx, l, c.fault)
	return true
}

// atOnce sends each Write over its line.
type atOnce struct {
	w io.Writer
	l line
}

func (a atOnce) Write(p []byte) (int, error) {
	n, err := a.w.Write(p)
	if err == nil {
		a.l.flush()
	}
	return n, err
}

// breakWhole does the same to an answer that is ready in ctx, between two parts
// of it.
func (s *Server) breakWhole(ctx *fasthttp.RequestCtx, c *call) bool {
	l := s.lineOf(ctx, c.fault.Kind)
	if l == nil {
		return false
	}
	c.outlive(ctx)
	body := bytes.Clone(ctx.Response.Body())
	cut := c.fault.In(len(body))
	ctx.Response.SetBodyStream(&broken{
		at:   min(cut, 1),
		snap: s.snap(l, c.fault),
		events: func(w io.Writer) error {
			for _, part := range [][]byte{body[:cut], body[cut:]} {
				if _, err := w.Write(part); err != nil {
					return err
				}
			}
			return nil
		},
		close: c.Release,
	}, len(body))
	s.breakAnswer(ctx, l, c.fault)
	return true
}

// outlive has c keep, until it is released, what would end with the handler of ctx:
// its answer is sent later.
func (c *call) outlive(ctx *fasthttp.RequestCtx) {
	c.place = takePlace(ctx)
	if e := c.watch.entry; e != nil && c.answered {
		e.take(ctx)
		e.late = true
	}
}

// breakAnswer sends the answer in ctx over a line with a fault.
func (s *Server) breakAnswer(ctx *fasthttp.RequestCtx, l line, spec fault.Spec) {
	s.faults.Add(spec.Kind)
	l.send(ctx, spec)
}

// snap is what happens where a body breaks: an error is its end.
func (s *Server) snap(l line, spec fault.Spec) func() error {
	return func() error {
		switch spec.Kind {
		case fault.Reset:
			l.reset()
			return errReset
		case fault.ResetMidstream:
			l.flush()
			l.reset()
			return errReset
		case fault.Stall:
			if spec.At > 0 || spec.After > 0 { // else not even the headers come
				l.flush()
			}
			return l.wait(spec.For)
		}
		return nil
	}
}
