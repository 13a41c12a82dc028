package front

import (
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
)

var errLoading = &apierr.Error{Status: fasthttp.StatusServiceUnavailable, Kind: "server_error", Message: "The model is still loading."}

// StartupDelay answers 503 for delay from now on, and then lets next answer, as a
// server does that first loads a model. Without a delay it is next itself.
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
		e := *errLoading
		e.Retry = left
		writeError(ctx, &e)
	}
}
