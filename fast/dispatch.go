package fast

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/fasthttp/router"
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/header"
)

// dispatch returns a handler that passes requests to static paths, and to those with an id
// and a suffix, to their handlers, and all others to r. The router finds static paths, too,
// but its tree takes 600 instructions for one where a map takes 150: a twentieth of a chat
// answer. Of an answer of Gemini's, whose path the tree does not find, it is a twelfth.
func (t *routes) dispatch(r *router.Router) fasthttp.RequestHandler {
	gets, posts, ending := t.staticHandlers(fasthttp.MethodGet), t.staticHandlers(fasthttp.MethodPost), t.unshadowed()
	longest := 0
	for path := range t.static {
		longest = max(longest, len(path))
	}
	return func(ctx *fasthttp.RequestCtx) {
		var handlers map[string]fasthttp.RequestHandler
		path := ctx.URI().PathOriginal()
		switch {
		case len(path) > longest: // as most paths with a model are
		case ctx.IsPost():
			handlers = posts
		case ctx.IsGet():
			handlers = gets
		}
		if h := handlers[string(path)]; h != nil {
			h(ctx)
			return
		}
		if to := matching(ending, path); to != nil && !header.DecodePath(ctx.URI()) {
			if h := to.handlerOf(ctx.Method()); h != nil {
				h(ctx)
				return
			}
		}
		r.Handler(ctx)
	}
}

// unshadowed returns ending without the parts under which a pattern matches a static path.
func (t *routes) unshadowed() map[string][]*route {
	ending := maps.Clone(t.ending)
	maps.DeleteFunc(ending, func(_ string, patterns []*route) bool {
		return slices.ContainsFunc(patterns, func(r *route) bool {
			for path := range t.static {
				if r.matches([]byte(path)) {
					return true
				}
			}
			return false
		})
	})
	return ending
}

// staticHandlers returns the handlers of a method at static paths.
func (t *routes) staticHandlers(method string) map[string]fasthttp.RequestHandler {
	handlers := map[string]fasthttp.RequestHandler{}
	for path, to := range t.static {
		if h := to.handlerOf([]byte(method)); h != nil {
			handlers[path] = h
		}
	}
	return handlers
}

// newRouter returns a router with all handlers. Requests to patterns with an id allocate,
// so every listed model also gets a path of its own.
func (t *routes) newRouter(models []openai.Model) *router.Router {
	r := router.New()
	r.RedirectTrailingSlash, r.RedirectFixedPath = false, false
	r.HandleOPTIONS, r.HandleMethodNotAllowed = false, false // both need the methods of the path
	r.NotFound = t.unhandled
	for _, to := range t.all {
		if t.of(to.path) != to {
			continue // it is reached through another
		}
		for i, method := range to.methods {
			t.register(r, method, to, to.handlers[i], models)
		}
	}
	t.registerShadows(r)
	return r
}

// register makes r dispatch requests with that method to a route to handler.
func (t *routes) register(r *router.Router, method string, to *route, handler fasthttp.RequestHandler, models []openai.Model) {
	if !to.hasID() {
		r.Handle(method, to.path, handler)
		return
	}
	if to.inRouter() {
		r.Handle(method, strings.Replace(to.path, "{id...}", "{id:*}", 1), t.checksID(to, handler))
	}
	for _, m := range models {
		path := strings.Replace(to.path, "{id...}", string(m.ID), 1)
		if to.rest && len(to.around) == 2 && !bytes.ContainsAny(m.ID, "{}") && !strings.HasSuffix(path, "/") && t.find([]byte(path)) == to {
			r.Handle(method, path, handler)
		}
	}
}

// checksID passes a request to next unless the id in the path is empty or the path belongs
// to another row, as /v1/models/a:b may. A path with needless escapes may belong to another
// row, too. Escapes are decoded only here and where the router finds no handler: looking
// for them in every request costs 10 ns of 150.
func (t *routes) checksID(to *route, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	shared := slices.ContainsFunc(t.withID, func(other *route) bool { return other != to && other.rest && other.around[0] == to.around[0] })
	return func(ctx *fasthttp.RequestCtx) {
		uri := ctx.Request.URI()
		if ctx.UserValue("id") == "" || header.DecodePath(uri) || shared && t.find(uri.PathOriginal()) != to {
			t.unhandled(ctx)
			return
		}
		next(ctx)
	}
}

// registerShadows registers unhandled for static paths that also match a pattern, such as
// /v1/responses/compact, and for the methods of the pattern that they lack. Otherwise the
// router would take the last segment for an id.
func (t *routes) registerShadows(r *router.Router) {
	for _, to := range t.static {
		for _, pattern := range t.withID {
			if !pattern.matches([]byte(to.path)) {
				continue
			}
			for _, method := range pattern.methods {
				if to.handlerOf([]byte(method)) == nil {
					r.Handle(method, to.path, t.unhandled)
				}
			}
		}
	}
}
