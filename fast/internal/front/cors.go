package front

import "github.com/valyala/fasthttp"

// CORS has options answer OPTIONS, to whoever asks. With anyOrigin it lets pages of
// every origin use next: it tells their preflights so, and allows them to read each
// answer.
func CORS(anyOrigin bool, options, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	if !anyOrigin {
		return func(ctx *fasthttp.RequestCtx) {
			if ctx.IsOptions() {
				options(ctx)
			} else {
				next(ctx)
			}
		}
	}
	return func(ctx *fasthttp.RequestCtx) {
		h := &ctx.Response.Header
		if ctx.IsOptions() {
			options(ctx)
			h.Set("Access-Control-Allow-Methods", string(h.Peek(fasthttp.HeaderAllow)))
			h.Set("Access-Control-Allow-Headers", "*, Authorization")
			h.Set("Access-Control-Max-Age", "86400")
		} else {
			next(ctx)
		}
		h.Set("Access-Control-Allow-Origin", "*")
	}
}
