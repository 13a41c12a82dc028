package fast

import "github.com/valyala/fasthttp"

// open answers OPTIONS, to whoever asks. With Config.CORS it lets pages of every
// origin use next: it tells their preflights so, and allows them to read each
// answer.
func (s *Server) open(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	if !s.config.CORS {
		return func(ctx *fasthttp.RequestCtx) {
			if ctx.IsOptions() {
				s.options(ctx)
			} else {
				next(ctx)
			}
		}
	}
	return func(ctx *fasthttp.RequestCtx) {
		h := &ctx.Response.Header
		if ctx.IsOptions() {
			s.options(ctx)
			h.Set("Access-Control-Allow-Methods", string(h.Peek(fasthttp.HeaderAllow)))
			h.Set("Access-Control-Allow-Headers", "*, Authorization")
			h.Set("Access-Control-Max-Age", "86400")
		} else {
			next(ctx)
		}
		h.Set("Access-Control-Allow-Origin", "*")
	}
}
