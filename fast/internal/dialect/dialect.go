// Package dialect says what a provider's API is to a server, whatever the endpoint.
package dialect

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
)

// Dialect is what the endpoints of one provider's API share.
type Dialect struct {
	Name string

	// Credential returns the key that a request carries, empty if it carries none.
	Credential func(h *fasthttp.RequestHeader) []byte

	// Challenge tells a client that gets 401 how to show its key (RFC 9110, section
	// 11.6.1).
	Challenge string

	// AppendError appends an error in the provider's envelope.
	AppendError func(dst []byte, e *apierr.Error) []byte
}
