package front

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
)

// Strict answers a request that refuse finds something wrong with, and leaves the rest to
// next. Where refuse is nil it is next itself, and costs nothing.
func Strict(refuse func(*fasthttp.Request) *apierr.Error, writeError ErrorWriter, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	if refuse == nil {
		return next
	}
	return func(ctx *fasthttp.RequestCtx) {
		if err := refuse(&ctx.Request); err != nil {
			writeError(ctx, err)
			return
		}
		next(ctx)
	}
}
