package front

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/receive"
)

// Guard answers a panic of next with 500, keeps requests from it that CheckRequest
// refuses, and gives it the body and the decoded path of the others.
func Guard(logPanic func(any), writeError ErrorWriter, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		defer func() {
			if what := recover(); what != nil {
				logPanic(what)
				writeError(ctx, apierr.Internal)
			}
		}()
		receive.SetBody(ctx)
		if err := CheckRequest(&ctx.Request.Header); err != nil {
			ctx.SetConnectionClose()
			writeError(ctx, err)
			return
		}
		header.DecodePath(ctx.Request.URI())
		next(ctx)
	}
}
