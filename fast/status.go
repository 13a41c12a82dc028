package fast

import (
	"cmp"
	"net/http"
	"strconv"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
)

// statuses are the errors that the real API answers with a status of its own,
// whatever was asked.
var statuses = map[int]*apiError{
	400: {message: "The request could not be processed."},
	401: {code: "invalid_api_key", message: "Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys."},
	402: {message: "Insufficient credits."},
	403: {kind: "request_forbidden", code: "unsupported_country_region_territory", message: "Country, region, or territory not supported"},
	404: {code: "model_not_found", message: "The model does not exist or you do not have access to it."},
	408: {message: "The request timed out."},
	409: {message: "The request conflicts with another one. Please try again."},
	413: {message: "The request body is too large."},
	422: {message: "The request was well-formed, but its content could not be processed."},
	429: {kind: "requests", code: "rate_limit_exceeded", message: "Rate limit reached for requests. Please try again later."},
	502: {message: "Bad gateway."},
	503: {message: "The engine is currently overloaded, please try again later."},
	504: {message: "The request timed out on its way. Please try again."},
}

// errStatus is the error of any status from 400 to 599.
func errStatus(status int) *apiError {
	e := apiError{status: status}
	if known := statuses[status]; known != nil {
		e.kind, e.code, e.message = known.kind, known.code, known.message
	}
	if status >= 500 {
		e.kind = errInternal.kind
		e.message = cmp.Or(e.message, errInternal.message)
	}
	e.message = cmp.Or(e.message, http.StatusText(status), "The request was refused.")
	return &e
}

const (
	headerRetryAfter   = "Retry-After"    // seconds, rounded up
	headerRetryAfterMS = "Retry-After-Ms" // the same exactly, for OpenAI's clients
)

// defaultRetryAfter is the wait that 429 tells of where the fault does not.
const defaultRetryAfter = time.Second

// writeFault answers with the error that spec is.
func (s *Server) writeFault(ctx *fasthttp.RequestCtx, spec fault.Spec) {
	s.writeError(ctx, errStatus(spec.Status))
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
