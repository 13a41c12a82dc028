// Package dialect defines what a provider's API must supply, and the state of a request
// that it works on.
package dialect

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/ratelimit"
	"mock-openai/fast/internal/render"
)

// Dialect is what the endpoints of one provider's API share.
type Dialect struct {
	Name string

	// Credential returns the key that a request carries, empty if it carries none.
	Credential func(h *fasthttp.RequestHeader) []byte

	// Challenge is the WWW-Authenticate header of a 401 (RFC 9110, section 11.6.1).
	Challenge string

	// Headers are the headers of every answer.
	Headers header.Style
	// Limits are the headers and words of rate limits.
	Limits ratelimit.Style

	// Translate replaces an error by the provider's equivalent, for instance with another
	// status. Nil keeps all errors.
	Translate func(e *apierr.Error) *apierr.Error

	// SetErrorHeaders sets additional headers of an error. Nil sets none.
	SetErrorHeaders func(h *fasthttp.ResponseHeader, e *apierr.Error)

	// Enclose wraps the envelope of an error as the URI of the request demands, for
	// instance in an array. Nil wraps none.
	Enclose func(envelope []byte, uri *fasthttp.URI) []byte

	// Filtered is the error of the fault content-filter. Nil means OpenAI's.
	Filtered *apierr.Error

	// Claims reports whether a request to a path that two dialects share belongs to this one.
	// Nil if the dialect shares no path.
	Claims func(h *fasthttp.RequestHeader) bool

	// AppendError appends an error in the provider's envelope. The id is that of the
	// request.
	AppendError func(dst []byte, e *apierr.Error, id render.ID) []byte
}
