package fast

import (
	"time"

	"github.com/valyala/fasthttp"
)

var errLoading = &apiError{status: fasthttp.StatusServiceUnavailable, kind: "server_error", message: "The model is still loading."}

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
		e.retry = left
		s.writeError(ctx, &e)
	}
}
