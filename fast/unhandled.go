package fast

import (
	"bytes"
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/render"
)

// unhandled answers a request that the router has found no handler for. There may be
// one all the same: where /v1/models/a and /v1/models/ab are listed, the router takes
// /v1/models/a/ for a slip, and does not see that any id may follow.
func (s *Server) unhandled(ctx *fasthttp.RequestCtx) {
	p := s.pathOf(ctx)
	if handler := p.handlerOf(ctx.Method()); handler != nil {
		handler(ctx)
		return
	}
	if d := s.routes.dialectOf(ctx.Request.URI().PathOriginal()); d != nil {
		s.locked(d, s.notAllowed)(ctx)
	} else {
		s.notAllowed(ctx)
	}
}

// notAllowed says that the path is there, and the method is not.
func (s *Server) notAllowed(ctx *fasthttp.RequestCtx) {
	p := s.pathOf(ctx)
	if !p.exists() {
		s.notFound(ctx)
		return
	}
	ctx.Response.Header.Set(fasthttp.HeaderAllow, p.allow())
	s.writeError(ctx, &apierr.Error{Status: fasthttp.StatusMethodNotAllowed,
		Message: fmt.Sprintf("Not allowed to %s on %s", ctx.Method(), ctx.Request.URI().PathOriginal())})
}

func (s *Server) notFound(ctx *fasthttp.RequestCtx) {
	e := &apierr.Error{Status: fasthttp.StatusNotFound}
	method, path := ctx.Method(), ctx.Request.URI().PathOriginal()
	if s.routes.dialectOf(path) != nil {
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
	if s.routes.find(meant) == s.routes.other() {
		return nil
	}
	return meant
}

// options answers OPTIONS with the methods that the path allows.
func (s *Server) options(ctx *fasthttp.RequestCtx) {
	p := s.pathOf(ctx)
	if !p.exists() {
		s.notFound(ctx)
		return
	}
	s.headers.Write(ctx, render.NewID(), 0)
	ctx.SetStatusCode(fasthttp.StatusNoContent)
	ctx.Response.Header.Set(fasthttp.HeaderAllow, p.allow())
}

// pathOf is the path of the table that a request is for.
func (s *Server) pathOf(ctx *fasthttp.RequestCtx) *routePath { return &s.routes.paths[s.routeIn(ctx)] }

// routeIn is the route of a request.
func (s *Server) routeIn(ctx *fasthttp.RequestCtx) route {
	return s.routes.find(ctx.Request.URI().PathOriginal())
}
