package fast

import (
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/coalesce"
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/memory"
)

// oneWrite is the length of body up to which fasthttp's buffer of 4 KiB holds
// an answer whole and sends it with one write.
const oneWrite = 3 << 10

// giveBody makes body, which takeBody has begun, the response's. A buffer that has
// grown too large is left to the garbage collector once it is sent.
func (c *call) giveBody(ctx *fasthttp.RequestCtx, body []byte) {
	if len(body) > oneWrite {
		collect(ctx, true)
	}
	switch {
	case c.page != nil:
		c.page.b = body
		if len(body) > memory.Free {
			c.charge.Correct(c.budget, cap(body))
		}
		c.page.charge, c.charge = c.charge, memory.Charge{}
		lenderOf(ctx).Lend(c.page)
		c.page = nil
		ctx.Response.SetBodyRaw(body)
	case cap(body) > render.MaxKept:
		ctx.Response.SetBodyRaw(body)
	default:
		ctx.Response.SwapBody(body)
	}
}

// collect has the connection collect the writes of the response, or not, if it
// is one that can.
func collect(ctx *fasthttp.RequestCtx, on bool) {
	if conn, ok := coalesce.From(ctx.Conn()); ok {
		conn.Collect(on)
	}
}

// writeJSON answers a request to r with body, which must stay as it is.
func (s *Server) writeJSON(ctx *fasthttp.RequestCtx, r route, body []byte) {
	s.headers.Write(ctx, render.NewID(), 0)
	s.countOK(ctx, r)
	ctx.Response.SetBodyRaw(body)
}

// respond answers with the choices of c, whole or as a stream, and releases c
// once they are sent.
func (s *Server) respond(ctx *fasthttp.RequestCtx, c *call, f *format) {
	if err := s.charge(ctx, c); err != nil {
		s.giveUp(ctx, c, err)
		return
	}
	c.priced = f.priced
	if f.idHeader != nil {
		c.scratch = c.id.AppendAnswer(append(render.Kept(c.scratch), f.id...))
		ctx.Response.Header.SetCanonical(f.idHeader, c.scratch)
	}
	if c.size() > maxAnswer {
		s.giveUp(ctx, c, errAnswerTooLong)
		return
	}
	if err := s.reserve(c, c.room()); err != nil {
		s.giveUp(ctx, c, err)
		return
	}
	stored := c.request.store
	if c.request.stream {
		if stored {
			s.storeStream(c, f)
		}
		s.begin(c, f)
		s.startStream(ctx, c)
		return
	}
	s.headers.Write(ctx, c.id, s.hold(ctx, c, c.completionTokens-c.reasoningTokens))
	c.count()
	body := c.takeBody(ctx)
	body = f.appendAnswer(body, &c.answer)
	if stored {
		s.storeCompletion(c, body, 0)
	}
	c.giveBody(ctx, body)
	s.finish(ctx, c)
}

// giveUp answers with err instead, and releases c.
func (s *Server) giveUp(ctx *fasthttp.RequestCtx, c *call, err *apierr.Error) {
	releaseCall(c)
	s.writeError(ctx, err)
}

var errAnswerTooLong = &apierr.Error{Status: fasthttp.StatusBadRequest, Code: "invalid_value", Param: "n",
	Message: fmt.Sprintf("Invalid 'n': the choices would be longer than %d bytes together.", maxAnswer)}
