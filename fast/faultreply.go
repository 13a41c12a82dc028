package fast

import (
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/apierr"
)

// writeFault answers with the error that spec is.
func (s *Server) writeFault(ctx *fasthttp.RequestCtx, spec fault.Spec) {
	e := apierr.OfStatus(spec.Status)
	if e.Retry = spec.For; e.Retry == 0 && spec.Status == fasthttp.StatusTooManyRequests {
		e.Retry = defaultRetryAfter
	}
	s.writeError(ctx, e)
}

// defaultRetryAfter is the wait that 429 tells of where the fault does not.
const defaultRetryAfter = time.Second
