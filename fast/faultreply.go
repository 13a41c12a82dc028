package fast

import (
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/apierr"
)

// faultError is the error that spec is.
func faultError(spec fault.Spec) *apierr.Error {
	e := apierr.OfStatus(spec.Status)
	if e.Retry = spec.For; e.Retry == 0 && spec.Status == fasthttp.StatusTooManyRequests {
		e.Retry = defaultRetryAfter
	}
	return e
}

// defaultRetryAfter is the wait that 429 tells of where the fault does not.
const defaultRetryAfter = time.Second
