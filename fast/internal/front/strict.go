package front

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
)

// Strict answers a request with the error that refuse returns for it, and passes it to next
// if there is none. It returns next itself if refuse is nil.
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
