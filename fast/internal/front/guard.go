// Package front is the HTTP middleware around endpoints. It knows no provider. Each
// middleware gets only what it needs.
package front

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/receive"
)

// Guard answers requests that checkRequest refuses, and passes the others to next with
// their body. It answers a panic in next with 500.
func Guard(logPanic func(any), writeError ErrorWriter, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		defer func() {
			if what := recover(); what != nil {
				logPanic(what)
				writeError(ctx, apierr.Internal)
			}
		}()
		h := &ctx.Request.Header
		length := h.ContentLength()
		if length == receive.DecoyLength {
			receive.SetBody(ctx)
			length = h.ContentLength()
		}
		if err := checkRequest(h, length); err != nil {
			ctx.SetConnectionClose()
			writeError(ctx, err)
			return
		}
		next(ctx)
	}
}
