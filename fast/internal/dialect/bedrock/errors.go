package bedrock

import (
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/eventstream"
	"mock-openai/fast/internal/ratelimit"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
)

const (
	badKeyMessage   = "The security token included in the request is invalid."
	notReadyMessage = "The model is not ready for inference. Wait and try your request again."
)

var (
	errNoKey     = &apierr.Error{Status: fasthttp.StatusForbidden, Code: "MissingAuthenticationTokenException", Message: "Missing Authentication Token"}
	errBadKey    = &apierr.Error{Status: fasthttp.StatusForbidden, Code: "UnrecognizedClientException", Message: badKeyMessage}
	errBadJSON   = &apierr.Error{Status: fasthttp.StatusBadRequest, Code: serialization, Message: "The request body is not valid JSON"}
	errNotObject = &apierr.Error{Status: fasthttp.StatusBadRequest, Code: serialization, Message: "The request body is not a JSON object"}
	errNotReady  = &apierr.Error{Status: fasthttp.StatusTooManyRequests, Code: "ModelNotReadyException", Message: notReadyMessage}
)

// serialization is the kind of an error about a body whose values have wrong types.
const serialization = "SerializationException"

// translate returns the error that Bedrock has in place of e.
func translate(e *apierr.Error) *apierr.Error {
	switch {
	case e.Preset:
		return e
	case e.OwnKind:
		return named(e)
	case e == apierr.NoKey:
		return errNoKey
	case e == decode.ErrBadJSON:
		return errBadJSON
	case e == decode.ErrNotObject:
		return errNotObject
	case e.NoPath:
		return &apierr.Error{Status: e.Status, Code: "UnknownOperationException", Message: e.Message}
	case e.Message == apierr.Loading.Message:
		loading := *errNotReady
		loading.Retry = e.Retry
		return &loading
	}
	if e.Message == apierr.OfStatus(e.Status).Message {
		if known := exceptions[e.Status]; known.message != "" {
			said := *e
			said.Message = known.message
			return &said
		}
	} else if e.Status == fasthttp.StatusUnauthorized {
		return errBadKey
	}
	return e
}

// appendError appends {"message"}, the body of an error.
func appendError(dst []byte, e *apierr.Error, _ render.ID) []byte {
	return append(render.AppendEscaped(append(dst, `{"message":"`...), e.Message), `"}`...)
}

var keyErrorType = []byte("X-Amzn-Errortype")

// setErrorType sets the header that says of what kind an error is.
func setErrorType(h *fasthttp.ResponseHeader, e *apierr.Error) {
	h.SetCanonical(keyErrorType, []byte(nameOf(e)+":http://internal.amazon.com/coral/com.amazon.bedrock/"))
}

// refuseMore returns the error for a request above a rate limit.
func refuseMore(r *ratelimit.Refusal) *apierr.Error {
	of := "requests"
	if r.Tokens {
		of = "tokens"
	}
	return &apierr.Error{Status: fasthttp.StatusTooManyRequests, Message: fmt.Sprintf("Too many %s, please wait before trying again.", of)}
}

// ModelNotFound says that no model has that id.
func ModelNotFound([]byte) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: "The provided model identifier is invalid."}
}

// invalid says what is wrong with a request.
func invalid(format string, args ...any) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: fmt.Sprintf(format, args...)}
}

// wrongType takes the next value, which should be of the type want, and says that it is not.
func wrongType(in *decode.Reader, want string) *apierr.Error {
	kind := in.Kind()
	in.Raw()
	if in.Err() != nil {
		return decode.ErrBadJSON
	}
	e := &apierr.Error{Status: fasthttp.StatusBadRequest, Code: serialization}
	switch kind {
	case skim.Object:
		e.Message = "Start of structure or map found where not expected."
	case skim.Array:
		e.Message = "Start of list found where not expected"
	default:
		e.Message = fmt.Sprintf("%s cannot be converted to %s", scalars[kind], want)
	}
	return e
}

// scalars name the kinds of JSON values that are neither object nor array.
var scalars = map[skim.Kind]string{skim.String: "STRING_VALUE", skim.Number: "NUMBER_VALUE", skim.True: "TRUE_VALUE", skim.False: "FALSE_VALUE"}

// appendException appends the message of an event stream that is an error, of Converse or of
// InvokeModel.
func appendException(dst []byte, e *apierr.Error, converse bool) []byte {
	at := len(dst)
	e = translate(e)
	dst = append(dst, eventstream.NewHeaders(":exception-type", streamedName(e, converse), ":content-type", "application/json", ":message-type", "exception")...)
	return eventstream.End(appendError(dst, e, render.ID{}), at)
}
