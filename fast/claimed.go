package fast

import "github.com/valyala/fasthttp"

// handlerOf returns the handler of e, whose route is r. It passes the requests that other
// dialects claim to the handlers of e.also.
func (s *Server) handlerOf(e *endpoint, r *route) fasthttp.RequestHandler {
	own := s.ownHandlerOf(e, r)
	if len(e.also) == 0 {
		return own
	}
	for i := range e.also {
		r.also[i].handle(e.method, s.ownHandlerOf(&e.also[i], r.also[i]))
	}
	return func(ctx *fasthttp.RequestCtx) {
		if other := r.claimedBy(&ctx.Request.Header); other != r {
			other.handlerOf(ctx.Method())(ctx)
		} else {
			own(ctx)
		}
	}
}

// claimedBy returns the route of the dialect that claims a request to r: r itself if none
// else does.
func (r *route) claimedBy(h *fasthttp.RequestHeader) *route {
	for _, other := range r.also {
		if other.dialect.Claims(h) {
			return other
		}
	}
	return r
}
