package anthropic

import (
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/ratelimit"
	"mock-openai/fast/internal/render"
)

// appendError appends an error in Anthropic's envelope:
// {"type":"error","error":{"type","message"},"request_id"}.
func appendError(dst []byte, e *apierr.Error, id render.ID) []byte {
	dst = render.AppendEscaped(append(dst, `{"type":"error","error":{"type":"`...), errorType(e))
	dst = render.AppendEscaped(append(dst, `","message":"`...), wording(e))
	dst = id.AppendRequest(append(dst, `"},"request_id":"req_`...))
	return append(dst, `"}`...)
}

// errorType returns the type of an error: its own, or else the usual one of its status.
func errorType(e *apierr.Error) string {
	if e.OwnKind {
		return e.Kind
	}
	switch e.Status {
	case fasthttp.StatusUnauthorized:
		return "authentication_error"
	case fasthttp.StatusPaymentRequired:
		return "billing_error"
	case fasthttp.StatusForbidden:
		return "permission_error"
	case fasthttp.StatusNotFound:
		return "not_found_error"
	case fasthttp.StatusRequestEntityTooLarge:
		return "request_too_large"
	case fasthttp.StatusTooManyRequests:
		return "rate_limit_error"
	case fasthttp.StatusServiceUnavailable, statusOverloaded:
		return "overloaded_error"
	case fasthttp.StatusGatewayTimeout:
		return "timeout_error"
	}
	if e.Status >= 500 {
		return "api_error"
	}
	return "invalid_request_error"
}

// statusOverloaded is a status that only Anthropic uses.
const statusOverloaded = 529

// neutralWords are Anthropic's messages for errors that all dialects have.
var neutralWords = map[*apierr.Error]string{
	apierr.NoKey:        "x-api-key header is required",
	apierr.BodyTooLarge: "Request exceeds the maximum size",
	decode.ErrBadJSON:   "The request body is not valid JSON",
	decode.ErrNotObject: "Input should be a valid dictionary",
}

// statusWords are its messages for errors that have only a status.
var statusWords = map[int]string{
	401:              "invalid x-api-key",
	403:              "Your API key does not have permission to use the specified resource.",
	404:              "Not found",
	413:              "Request exceeds the maximum size",
	429:              "This request would exceed your account's rate limit. Please try again later.",
	500:              "Internal server error",
	503:              "Overloaded",
	504:              "The request timed out while processing.",
	statusOverloaded: "Overloaded",
}

// wording returns the message of e in Anthropic's words.
func wording(e *apierr.Error) string {
	if words, ok := neutralWords[e]; ok {
		return words
	}
	if e.Preset {
		return e.Message
	}
	words, ok := statusWords[e.Status]
	if ok && (e.Status == fasthttp.StatusUnauthorized || e.Message == apierr.OfStatus(e.Status).Message) {
		return words
	}
	return e.Message
}

// refuseMore returns the error for a request above a rate limit.
func refuseMore(r *ratelimit.Refusal) *apierr.Error {
	measure := "requests"
	if r.Tokens {
		measure = "tokens"
	}
	return &apierr.Error{Status: fasthttp.StatusTooManyRequests, Message: fmt.Sprintf(
		"This request would exceed the rate limit for your organization of %d %s per minute. "+
			"For details, refer to: https://docs.claude.com/en/api/rate-limits. "+
			"You can see the response headers for current usage.", r.State.Limit, measure)}
}

// invalid returns the error for a wrong value at a path such as messages.0.content.
func invalid(path, format string, args ...any) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: path + ": " + fmt.Sprintf(format, args...)}
}

// wrongType returns the error for a value at path that should have the type want. err is the
// error of the reader. It is returned as it is if the body is no JSON.
func wrongType(err *apierr.Error, path, want string) *apierr.Error {
	if err == nil || err == decode.ErrBadJSON {
		return err
	}
	return invalid(path, "Input should be a valid %s", want)
}
