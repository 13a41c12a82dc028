package fast

import "github.com/valyala/fasthttp"

// handlerOf returns the handler of e, whose route is r. It passes the requests that another
// dialect claims to the handler of e.also.
func (s *Server) handlerOf(e *endpoint, r *route) fasthttp.RequestHandler {
	if e.also == nil {
		return s.ownHandlerOf(e, r)
	}
	own, other, claims := s.ownHandlerOf(e, r), s.ownHandlerOf(e.also, r.also), e.also.dialect.Claims
	r.also.handle(e.method, other)
	return func(ctx *fasthttp.RequestCtx) {
		if claims(&ctx.Request.Header) {
			other(ctx)
		} else {
			own(ctx)
		}
	}
}
