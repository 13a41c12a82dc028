// Package apierr holds what is wrong with a request, before a dialect words it.
package apierr

import (
	"time"

	"github.com/valyala/fasthttp"
)

// Error is an answer that says what is wrong, in OpenAI's envelope:
// {"error":{"message","type","param","code"}}.
type Error struct {
	Status  int
	Kind    string // "type" of the envelope; empty means invalid_request_error
	Param   string // empty means null
	Code    string // empty means null
	Message string
	NoPath  bool          // no endpoint has the path
	Preset  bool          // the message is given: no dialect has other words for it
	OwnKind bool          // the kind is given: it is in the words of the dialect already
	Retry   time.Duration // until a retry may succeed; 0 means that the answer does not say

	// Model and PromptTokens are those of a refused prompt, for dialects that count it.
	Model        string // JSON-escaped
	PromptTokens int

	// For dialects that word the error themselves.
	NoModel string   // the model that does not exist; empty if that is not the error
	Key     string   // the end of the API key that is wrong; empty if that is not the error
	Over    *Excess  // of a rate limit; nil if that is not the error
	Unknown []string // members of the request that are no parameters
	Full    bool     // no more requests may be answered or wait
}

// Excess says by how much a request exceeds a rate limit.
type Excess struct {
	Model              string
	Tokens             bool // the limit is one of tokens, not of requests
	Limit, Used, Asked int
	Never              bool // so many are never allowed at once
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

var (
	BodyTooLarge = &Error{Status: fasthttp.StatusRequestEntityTooLarge, Message: "The request body is too large."}
	OutOfMemory  = &Error{Status: fasthttp.StatusServiceUnavailable, Kind: "server_error",
		Message: "The server is overloaded: requests and answers hold all the memory that they may. Please try again later."}
	Loading         = &Error{Status: fasthttp.StatusServiceUnavailable, Kind: "server_error", Message: "The model is still loading."}
	HeadersTooLarge = &Error{Status: fasthttp.StatusRequestHeaderFieldsTooLarge, Message: "The request headers are too large."}
	Timeout         = &Error{Status: fasthttp.StatusRequestTimeout, Message: "The request did not arrive in time."}
	Malformed       = &Error{Status: fasthttp.StatusBadRequest, Message: "The HTTP request could not be understood."}
	Version         = &Error{Status: fasthttp.StatusHTTPVersionNotSupported, Message: "Only HTTP/1.1 is understood here."}
	ClientLeft      = &Error{Status: 499, Message: "The connection was closed before the turn of the request came."} // nginx's status
	NotTLS          = &Error{Status: fasthttp.StatusBadRequest, Message: "This is an HTTPS port, and the request came over HTTP."}
	Internal        = &Error{Status: fasthttp.StatusInternalServerError, Kind: "server_error",
		Message: "The server had an error while processing your request. Sorry about that!"}
)
