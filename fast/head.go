package fast

import "github.com/valyala/fasthttp"

// headed answers HEAD as next answers GET, without the body.
func headed(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if !ctx.IsHead() {
			next(ctx)
			return
		}
		ctx.Request.Header.SetMethod(fasthttp.MethodGet)
		next(ctx)
		ctx.Request.Header.SetMethod(fasthttp.MethodHead)
		ctx.Response.SkipBody = true
	}
}
