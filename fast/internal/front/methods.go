package front

import "github.com/valyala/fasthttp"

// Methods passes OPTIONS requests to options and all others to next. A HEAD request
// reaches next as GET and is answered without the body.
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
