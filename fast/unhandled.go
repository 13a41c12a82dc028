package fast

import (
	"bytes"
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/render"
)

// unhandled answers a request that its row has no handler for.
func (s *Server) unhandled(ctx *fasthttp.RequestCtx, row *routeRow) {
	if !row.exists() {
		s.notFound(ctx)
		return
	}
	ctx.Response.Header.Set(fasthttp.HeaderAllow, row.allow())
	s.writeError(ctx, &apierr.Error{Status: fasthttp.StatusMethodNotAllowed,
		Message: fmt.Sprintf("Not allowed to %s on %s", ctx.Method(), ctx.Request.URI().PathOriginal())})
}

func (s *Server) notFound(ctx *fasthttp.RequestCtx) {
	e := &apierr.Error{Status: fasthttp.StatusNotFound}
	method, path := ctx.Method(), ctx.Request.URI().PathOriginal()
	if isAPI(ctx) {
		e.Message = fmt.Sprintf("Invalid URL (%s %s)", method, path)
	} else {
		e.Message = fmt.Sprintf("Unknown request URL: %s %s. Please check the URL for typos, or see the documentation.", method, path)
		e.Code = "unknown_url"
	}
	if meant := s.meantPath(path); meant != nil {
		e.Message += fmt.Sprintf(" (HINT: Did you mean %s? Check the base URL of your client.)", meant)
	}
	s.writeError(ctx, e)
}

// meantPath is the path that a client would have asked for whose base URL had
// /v1 once; nil if that is not the matter.
func (s *Server) meantPath(path []byte) []byte {
	const base = "/v1"
	meant, twice := bytes.CutPrefix(path, []byte(base+base))
	if !twice {
		meant = path
	}
	meant = append([]byte(base), meant...)
	if s.table.find(meant) == routeOther {
		return nil
	}
	return meant
}

// options answers OPTIONS with the methods that the path allows.
func (s *Server) options(ctx *fasthttp.RequestCtx) {
	row := &s.table.rows[s.routeIn(ctx)]
	if !row.exists() {
		s.notFound(ctx)
		return
	}
	s.headers.Write(ctx, render.NewID(), 0)
	ctx.SetStatusCode(fasthttp.StatusNoContent)
	ctx.Response.Header.Set(fasthttp.HeaderAllow, row.allow())
}
