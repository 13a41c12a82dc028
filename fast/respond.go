package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/render"
)

// writeJSON answers a request to r with body, which must stay as it is.
func (s *Server) writeJSON(ctx *fasthttp.RequestCtx, r *route, body []byte) {
	s.headers.Write(ctx, render.NewID(), 0)
	s.observer.CountOK(ctx, r.index)
	ctx.Response.SetBodyRaw(body)
}

// count counts the answer, which is about to be written, unless a fault has an error
// take its place.
func (c *call) count() {
	if c.fault.Kind != fault.Error {
		c.stats.Count(c.Model, c.PromptTokens, c.CompletionTokens)
	}
}

// countStream does the same with one that is streamed.
func (c *call) countStream(ctx *fasthttp.RequestCtx) {
	if c.fault.Kind != fault.Error {
		c.stats.CountStream(ctx, c.Model, c.PromptTokens, c.CompletionTokens)
	}
}

// reserve takes the memory that the answer of c is going to hold.
func (s *Server) reserve(c *call, how dialect.Codec) *apierr.Error {
	n, err := how.Size(&c.Session)
	if err == nil && !c.answerBody.Reserve(s.memory, n) {
		err = apierr.OutOfMemory
	}
	return err
}

// giveUp answers with err instead, and releases c.
func (s *Server) giveUp(ctx *fasthttp.RequestCtx, c *call, err *apierr.Error) {
	writeError := c.route.writeError
	c.Release()
	writeError(ctx, err)
}
