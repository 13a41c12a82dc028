package cohere

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/ratelimit"
	"mock-openai/fast/internal/render"
)

// appendError appends an error, which is translated, in Cohere's envelope: {"id","message"}.
func appendError(dst []byte, e *apierr.Error, id render.ID) []byte {
	dst = id.AppendUUID(append(dst, `{"id":"`...))
	dst = render.AppendEscaped(append(dst, `","message":"`...), e.Message)
	return append(dst, `"}`...)
}

// messages are those of errors that say no more than their status.
var messages = map[int]string{
	401: "invalid api token",
	402: "Please add or update your payment method at https://dashboard.cohere.com/billing?tab=payment to continue",
	404: "resource not found",
	408: "request timed out",
	413: "request body too large",
	422: "No valid response generated. Try updating messages",
	429: "Please wait and try again later",
	499: "request cancelled",
	500: "internal server error",
	503: "service unavailable",
	504: "gateway timeout",
}

// translate returns the error that Cohere has in place of e.
func translate(e *apierr.Error) *apierr.Error {
	said := *e
	general := apierr.OfStatus(e.Status)
	switch {
	case e.Preset:
		return e
	case e == apierr.NoKey:
		said.Message = "no api key supplied"
	case e == decode.ErrNotObject:
		said.Message = "invalid json syntax: the body must be an object"
	case e == decode.ErrBadJSON:
		said.Message = "invalid json syntax"
	case e.NoPath:
		said.Message = "404 page not found"
	case e.Status == fasthttp.StatusUnauthorized || e.Message == general.Message || e == apierr.BodyTooLarge:
		if own := messages[e.Status]; own != "" {
			said.Message = own
		}
	case e.Code == "invalid_type":
		said.Status, said.Message = fasthttp.StatusUnprocessableEntity, wordType(e)
	default:
		return e
	}
	return &said
}

// wordType words an error about the type of a parameter. The message names both types.
func wordType(e *apierr.Error) string {
	_, types, _ := strings.Cut(e.Message, ": expected ")
	want, got, _ := strings.Cut(strings.TrimSuffix(types, " instead."), ", but got ")
	return fmt.Sprintf("invalid type: parameter '%s' is of type %s but should be of type %s", e.Param, typeName(got), typeName(want))
}

// typeName returns Cohere's name of a type that is called such as "an array of strings".
func typeName(name string) string {
	_, name, _ = strings.Cut(name, " ")
	if of, isArray := strings.CutPrefix(name, "array of "); isArray {
		return "[]" + strings.TrimSuffix(of, "s")
	}
	return name
}

func badRequest(format string, args ...any) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: fmt.Sprintf(format, args...)}
}

// modelNotFound says that no model has that id.
func modelNotFound(id []byte) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusNotFound, Message: fmt.Sprintf(
		"model '%s' not found, make sure the correct model ID was used and that you have access to the model.", id)}
}

// refuseMore returns the error for a request above a rate limit. Only trial keys learn the
// limit.
func refuseMore(r *ratelimit.Refusal) *apierr.Error {
	e := &apierr.Error{Status: fasthttp.StatusTooManyRequests, Message: fmt.Sprintf(
		"You are using a Trial key, which is limited to %d API calls / minute. You can continue to use the Trial key for free "+
			"or upgrade to a Production key with higher rate limits at 'https://dashboard.cohere.com/api-keys'.", r.State.Limit)}
	if r.Tokens {
		e.Message = fmt.Sprintf("trial token rate limit exceeded, limit is %d tokens per minute", r.State.Limit)
	}
	return e
}

// wordBody says what is wrong with a body that is not JSON. One that is not text may be
// compressed, which others report.
func wordBody(e *apierr.Error, body []byte) *apierr.Error {
	body = bytes.TrimSpace(body)
	if e != decode.ErrBadJSON || len(body) > 0 && (body[0] < ' ' || body[0] >= 0x7f) {
		return e
	}
	var document any
	if why := json.Unmarshal(body, &document); why != nil {
		return badRequest("invalid json syntax: %v", why)
	}
	return e
}
