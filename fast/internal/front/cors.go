package front

import "github.com/valyala/fasthttp"

// CORS lets pages of every origin call next and read its answers. Next must answer
// OPTIONS with an Allow header; CORS copies its methods into the preflight answer.
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
