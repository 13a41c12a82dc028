package inject

import (
	"bytes"
	"io"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/deliver"
)

// cutStream injects a fault into the connection of a stream that has begun. The stream
// then releases x. It does nothing and returns false if the connection does not support
// the fault.
func (in *Injector) cutStream(ctx *fasthttp.RequestCtx, spec fault.Spec, x Exchange, events Events, st *deliver.Stream) bool {
	conn := in.connOf(ctx, spec.Kind)
	if conn == nil {
		return false
	}
	ctx.Response.SetBodyStream(&truncatedBody{
		at:    eventsBefore(spec, events),
		onCut: onCut(conn, spec),
		events: func(w io.Writer) error {
			if st.Paced() {
				w = flushing{w, conn}
			}
			return st.Send(w, ctx.Conn())
		},
		release: x.Release,
	}, -1)
	in.send(ctx, conn, spec)
	return true
}

// flushing flushes its connection after each Write.
type flushing struct {
	w    io.Writer
	conn faultConn
}

func (f flushing) Write(p []byte) (int, error) {
	n, err := f.w.Write(p)
	if err == nil {
		f.conn.flush()
	}
	return n, err
}

// cutAnswer is cutStream for a complete answer in ctx. The fault comes between two parts
// of its body.
func (in *Injector) cutAnswer(ctx *fasthttp.RequestCtx, spec fault.Spec, x Exchange) bool {
	conn := in.connOf(ctx, spec.Kind)
	if conn == nil {
		return false
	}
	x.Outlive(ctx)
	body := bytes.Clone(ctx.Response.Body())
	cut := spec.In(len(body))
	ctx.Response.SetBodyStream(&truncatedBody{
		at:    min(cut, 1),
		onCut: onCut(conn, spec),
		events: func(w io.Writer) error {
			for _, part := range [][]byte{body[:cut], body[cut:]} {
				if _, err := w.Write(part); err != nil {
					return err
				}
			}
			return nil
		},
		release: x.Release,
	}, len(body))
	in.send(ctx, conn, spec)
	return true
}

// send sends the answer in ctx over conn and counts the fault.
func (in *Injector) send(ctx *fasthttp.RequestCtx, conn faultConn, spec fault.Spec) {
	in.Counts.Add(spec.Kind)
	conn.send(ctx, spec)
}

// onCut returns the function to call at the cut of a body. Its error ends the body.
func onCut(conn faultConn, spec fault.Spec) func() error {
	return func() error {
		switch spec.Kind {
		case fault.Reset:
			conn.reset()
			return errReset
		case fault.ResetMidstream:
			conn.flush()
			conn.reset()
			return errReset
		case fault.Stall:
			if !atOnce(spec) {
				conn.flush()
			}
			return conn.wait(spec.For)
		}
		return nil
	}
}

// atOnce reports whether a stall comes before the headers.
func atOnce(spec fault.Spec) bool { return spec.At == 0 && spec.After == 0 }
