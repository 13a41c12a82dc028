package fast

import (
	"strconv"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/apierr"
)

// writeFault answers with the error that spec is.
func (s *Server) writeFault(ctx *fasthttp.RequestCtx, spec fault.Spec) {
	s.writeError(ctx, apierr.OfStatus(spec.Status))
	wait := spec.For
	if wait == 0 && spec.Status == fasthttp.StatusTooManyRequests {
		wait = defaultRetryAfter
	}
	if wait > 0 {
		h := &ctx.Response.Header
		h.Set(headerRetryAfter, strconv.Itoa(int((wait+time.Second-1)/time.Second)))
		h.Set(headerRetryAfterMS, strconv.FormatInt(wait.Milliseconds(), 10))
	}
}

const (
	headerRetryAfter   = "Retry-After"    // seconds, rounded up
	headerRetryAfterMS = "Retry-After-Ms" // the same exactly, for OpenAI's clients
)

// defaultRetryAfter is the wait that 429 tells of where the fault does not.
const defaultRetryAfter = time.Second
