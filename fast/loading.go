package fast

import (
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
)

var errLoading = &apierr.Error{Status: fasthttp.StatusServiceUnavailable, Kind: "server_error", Message: "The model is still loading."}

// loading answers 503 for Config.StartupDelay from now on, and then lets next
// answer, as a server does that first loads a model. Without a delay it is next
// itself.
func (s *Server) loading(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	if s.config.StartupDelay == 0 {
		return next
	}
	loaded := time.Now().Add(s.config.StartupDelay)
	return func(ctx *fasthttp.RequestCtx) {
		left := time.Until(loaded)
		if left <= 0 {
			next(ctx)
			return
		}
		e := *errLoading
		e.Retry = left
		s.writeError(ctx, &e)
	}
}
