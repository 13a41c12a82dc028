// Package dialect says what a provider's API is to a server, whatever the endpoint.
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

	// Challenge tells a client that gets 401 how to show its key (RFC 9110, section
	// 11.6.1).
	Challenge string

	// Headers are those of every answer.
	Headers header.Style
	// Limits are how it tells of its limits.
	Limits ratelimit.Style

	// Translate returns what the provider has in place of an error, such as one with
	// another status; nil leaves all as they are.
	Translate func(e *apierr.Error) *apierr.Error

	// Enclose returns an error as it stands in the answer to a request with that URI, such
	// as in an array; nil leaves all as they are.
	Enclose func(envelope []byte, uri *fasthttp.URI) []byte

	// Filtered is the error for a prompt that a content filter refuses; nil means that of
	// OpenAI.
	Filtered *apierr.Error

	// Claims tells that a request is of this dialect although its path is another's too;
	// nil if no path is.
	Claims func(h *fasthttp.RequestHeader) bool

	// AppendError appends an error in the provider's envelope, as the answer with that id.
	AppendError func(dst []byte, e *apierr.Error, id render.ID) []byte
}
