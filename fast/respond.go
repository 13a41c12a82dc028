package fast

import (
	"fmt"

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

// reserve takes the memory that an answer of about n bytes is going to hold.
func (s *Server) reserve(c *call, n int) *apierr.Error {
	if !c.answerBody.Reserve(s.memory, n) {
		return apierr.OutOfMemory
	}
	return nil
}

// giveUp answers with err instead, and releases c.
func (s *Server) giveUp(ctx *fasthttp.RequestCtx, c *call, err *apierr.Error) {
	writeError := c.route.writeError
	releaseCall(c)
	writeError(ctx, err)
}

var errAnswerTooLong = &apierr.Error{Status: fasthttp.StatusBadRequest, Code: "invalid_value", Param: "n",
	Message: fmt.Sprintf("Invalid 'n': the choices would be longer than %d bytes together.", maxAnswer)}
