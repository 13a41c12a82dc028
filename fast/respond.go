package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/render"
)

// writeJSON answers a request to r with body, which must stay as it is.
func (s *Server) writeJSON(ctx *fasthttp.RequestCtx, r *route, body []byte) {
	s.headers.Write(ctx, render.NewID(), 0)
	s.countOK(ctx, r)
	ctx.Response.SetBodyRaw(body)
}

// reserve takes the memory that the answer of c is going to hold.
func (s *Server) reserve(c *call, how codec) *apierr.Error {
	n, err := how.room(&c.session)
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
