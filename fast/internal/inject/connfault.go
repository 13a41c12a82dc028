package inject

import (
	"bytes"
	"io"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/deliver"
)

// cutStream has a fault happen to the connection of a stream that has begun, which
// releases x. It reports false, and does nothing, where that cannot be.
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

// flushing sends each Write over its connection at once.
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

// cutAnswer does the same to an answer that is ready in ctx, between two parts of it.
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

// send sends the answer in ctx over a connection with a fault.
func (in *Injector) send(ctx *fasthttp.RequestCtx, conn faultConn, spec fault.Spec) {
	in.Counts.Add(spec.Kind)
	conn.send(ctx, spec)
}

// onCut returns what happens where a body is cut off: an error is its end.
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
			if spec.At > 0 || spec.After > 0 { // else not even the headers come
				conn.flush()
			}
			return conn.wait(spec.For)
		}
		return nil
	}
}
