package front

import (
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
)

// StartupDelay answers all requests with 503 for that delay from now on, like a server
// that is loading a model, and passes later ones to next. It returns next itself if the
// delay is 0.
func StartupDelay(delay time.Duration, writeError ErrorWriter, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	if delay == 0 {
		return next
	}
	loaded := time.Now().Add(delay)
	return func(ctx *fasthttp.RequestCtx) {
		left := time.Until(loaded)
		if left <= 0 {
			next(ctx)
			return
		}
		e := *apierr.Loading
		e.Retry = left
		writeError(ctx, &e)
	}
}
