package fast

import "github.com/valyala/fasthttp"

// open lets pages of every origin use next: it answers their preflights, and
// allows them to read each answer. Without Config.CORS it is next itself.
func (s *Server) open(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	if !s.config.CORS {
		return next
	}
	return func(ctx *fasthttp.RequestCtx) {
		if ctx.IsOptions() {
			s.headers.write(ctx, newID(), 0)
			ctx.SetStatusCode(fasthttp.StatusNoContent)
			h := &ctx.Response.Header
			h.Set("Access-Control-Allow-Methods", "GET, HEAD, POST, DELETE, OPTIONS")
			h.Set("Access-Control-Allow-Headers", "*, Authorization")
			h.Set("Access-Control-Max-Age", "86400")
		} else {
			next(ctx)
		}
		ctx.Response.Header.Set("Access-Control-Allow-Origin", "*")
	}
}
