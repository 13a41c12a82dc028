package front

import "github.com/valyala/fasthttp"

// CORS lets pages of every origin use next, which answers OPTIONS with the methods that
// it allows: it tells their preflights so, and allows them to read each answer.
func CORS(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		next(ctx)
		h := &ctx.Response.Header
		if ctx.IsOptions() {
			h.Set("Access-Control-Allow-Methods", string(h.Peek(fasthttp.HeaderAllow)))
			h.Set("Access-Control-Allow-Headers", "*, Authorization")
			h.Set("Access-Control-Max-Age", "86400")
		}
		h.Set("Access-Control-Allow-Origin", "*")
	}
}
