package fast

import (
	"bytes"
	"strings"

	"github.com/fasthttp/router"
	"github.com/valyala/fasthttp"
)

// newRouter makes the router of a table, whose paths are routes.
func (s *Server) newRouter(table []endpoint) *router.Router {
	r := router.New()
	r.RedirectTrailingSlash, r.RedirectFixedPath = false, false
	r.HandleOPTIONS, r.HandleMethodNotAllowed = false, false // both need the methods of the path
	r.NotFound = s.unhandled
	for i := range table {
		e := &table[i]
		route := s.routes.find([]byte(e.path))
		handler := s.handlerOf(e, route)
		s.routes.paths[route].handle(e.method, handler)
		s.register(r, e, handler)
	}
	s.registerShadows(r)
	return r
}

// registerShadows keeps paths such as /v1/responses/compact from being taken for that of
// a response by the methods that only responses have.
func (s *Server) registerShadows(r *router.Router) {
	for path, route := range s.routes.static {
		for i := range s.routes.patterns {
			pattern := &s.routes.patterns[i]
			if !pattern.matches([]byte(path)) {
				continue
			}
			for _, method := range s.routes.paths[pattern.route].methods {
				if s.routes.paths[route].handlerOf([]byte(method)) == nil {
					r.Handle(method, path, s.unhandled)
				}
			}
		}
	}
}

// register has r dispatch the requests to e to handler. A path without an id
// allocates nothing, so every listed model gets one.
func (s *Server) register(r *router.Router, e *endpoint, handler fasthttp.RequestHandler) {
	base, hasID := strings.CutSuffix(e.path, "{id...}")
	if !strings.Contains(e.path, "{id") {
		r.Handle(e.method, e.path, handler)
		return
	}
	r.Handle(e.method, strings.Replace(e.path, "{id...}", "{id:*}", 1), s.withID(handler))
	for _, m := range s.models.items {
		if hasID && !bytes.ContainsAny(m.id, "{}") && !bytes.HasSuffix(m.id, []byte("/")) {
			r.Handle(e.method, base+string(m.id), handler)
		}
	}
}

// withID lets next answer if the id in the path, which the router has found, is not
// empty.
func (s *Server) withID(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if ctx.UserValue("id") == "" {
			s.unhandled(ctx)
			return
		}
		next(ctx)
	}
}

// handlerOf is what answers the requests to e, whose path is r.
func (s *Server) handlerOf(e *endpoint, r route) fasthttp.RequestHandler {
	if e.dialect == nil {
		return s.answers(e, r)
	}
	return s.locked(e.dialect, s.limited(s.answers(e, r)))
}

// answers is e without what stands around every endpoint of an API.
func (s *Server) answers(e *endpoint, r route) fasthttp.RequestHandler {
	switch {
	case e.generate != nil:
		return s.admitted(s.strictly(e.rules, func(ctx *fasthttp.RequestCtx) { e.generate(ctx, r) }))
	case e.lookup != nil:
		return func(ctx *fasthttp.RequestCtx) {
			if body, err := e.lookup(ctx); err != nil {
				s.writeError(ctx, err)
			} else {
				s.writeJSON(ctx, r, body)
			}
		}
	}
	return func(ctx *fasthttp.RequestCtx) { e.serve(ctx, r) }
}
