package front

import "github.com/valyala/fasthttp"

// Methods has options answer OPTIONS, and HEAD answered as next answers GET, without the
// body. Next answers all else.
func Methods(options, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		switch string(ctx.Method()) {
		case fasthttp.MethodHead:
			ctx.Request.Header.SetMethod(fasthttp.MethodGet)
			next(ctx)
			ctx.Request.Header.SetMethod(fasthttp.MethodHead)
			ctx.Response.SkipBody = true
		case fasthttp.MethodOptions:
			options(ctx)
		default:
			next(ctx)
		}
	}
}
