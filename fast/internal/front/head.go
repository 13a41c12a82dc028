// Package front is the HTTP middleware around endpoints. It knows no provider, and each
// part of it gets just what it needs.
package front

import "github.com/valyala/fasthttp"

// HeadAsGet answers HEAD as next answers GET, without the body.
func HeadAsGet(next fasthttp.RequestHandler) fasthttp.RequestHandler {
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
