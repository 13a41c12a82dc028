package fast

import (
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/render"
)

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
	body := c.answerBody.Begin(ctx)
	body = f.appendAnswer(body, &c.answer)
	if stored {
		s.storeCompletion(c, body, 0)
	}
	c.answerBody.Set(ctx, body)
	s.finish(ctx, c)
}

// reserve takes the memory that an answer of about n bytes is going to hold.
func (s *Server) reserve(c *call, n int) *apierr.Error {
	if !c.answerBody.Reserve(s.memory, n) {
		return apierr.OutOfMemory
	}
	return nil
}

// giveUp answers with err instead, and releases c.
func (s *Server) giveUp(ctx *fasthttp.RequestCtx, c *call, err *apierr.Error) {
	releaseCall(c)
	s.writeError(ctx, err)
}

var errAnswerTooLong = &apierr.Error{Status: fasthttp.StatusBadRequest, Code: "invalid_value", Param: "n",
	Message: fmt.Sprintf("Invalid 'n': the choices would be longer than %d bytes together.", maxAnswer)}
