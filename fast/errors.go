package fast

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/h2"
	"mock-openai/fast/memory"
	"mock-openai/fast/skim"
)

// apiError is an answer that says what is wrong, in OpenAI's envelope:
// {"error":{"message","type","param","code"}}.
type apiError struct {
	status  int
	kind    string // "type" of the envelope; empty means invalid_request_error
	param   string // empty means null
	code    string // empty means null
	message string
	retry   time.Duration // until another try has a chance; 0 means that nothing is said of it
}

func (e *apiError) Error() string { return e.message }

var (
	errBadJSON = &apiError{status: fasthttp.StatusBadRequest, message: "We could not parse the JSON body of your request. " +
		"(HINT: This likely means you aren't using your HTTP library correctly. The API expects a JSON payload, but what was sent was not valid JSON.)"}
	errNotObject = &apiError{status: fasthttp.StatusBadRequest,
		message: "We could not parse the JSON body of your request. The API expects a JSON object."}
	errBodyTooLarge  = &apiError{status: fasthttp.StatusRequestEntityTooLarge, message: "The request body is too large."}
	errAnswerTooLong = &apiError{status: fasthttp.StatusBadRequest, code: "invalid_value", param: "n",
		message: fmt.Sprintf("Invalid 'n': the choices would be longer than %d bytes together.", maxAnswer)}
	errMemory = &apiError{status: fasthttp.StatusServiceUnavailable, kind: "server_error",
		message: "The server is overloaded: requests and answers hold all the memory that they may. Please try again later."}
	errHeadersTooLarge = &apiError{status: fasthttp.StatusRequestHeaderFieldsTooLarge, message: "The request headers are too large."}
	errTimeout         = &apiError{status: fasthttp.StatusRequestTimeout, message: "The request did not arrive in time."}
	errMalformed       = &apiError{status: fasthttp.StatusBadRequest, message: "The HTTP request could not be understood."}
	errVersion         = &apiError{status: fasthttp.StatusHTTPVersionNotSupported, message: "Only HTTP/1.1 is understood here."}
	errLeft            = &apiError{status: 499, message: "The connection was closed before the turn of the request came."} // nginx's status
	errNotTLS          = &apiError{status: fasthttp.StatusBadRequest, message: "This is an HTTPS port, and the request came over HTTP."}
	errInternal        = &apiError{status: fasthttp.StatusInternalServerError, kind: "server_error",
		message: "The server had an error while processing your request. Sorry about that!"}
)

func errType(name, want, got string) *apiError {
	return &apiError{status: fasthttp.StatusBadRequest, param: name, code: "invalid_type",
		message: fmt.Sprintf("Invalid type for '%s': expected %s, but got %s instead.", name, want, got)}
}

func errBelow(name string, least int, got int) *apiError {
	return &apiError{status: fasthttp.StatusBadRequest, param: name, code: "integer_below_min_value",
		message: fmt.Sprintf("Invalid '%s': integer below minimum value. Expected a value >= %d, but got %d instead.", name, least, got)}
}

func errAbove(name string, most int, got int) *apiError {
	return &apiError{status: fasthttp.StatusBadRequest, param: name, code: "integer_above_max_value",
		message: fmt.Sprintf("Invalid '%s': integer above maximum value. Expected a value <= %d, but got %d instead.", name, most, got)}
}

func errTooLong(name string, most, got int) *apiError {
	return &apiError{status: fasthttp.StatusBadRequest, param: name, code: "array_above_max_length",
		message: fmt.Sprintf("Invalid '%s': array too long. Expected an array with maximum length %d, but got an array with length %d instead.", name, most, got)}
}

func errEmptyArray(name string) *apiError {
	return &apiError{status: fasthttp.StatusBadRequest, param: name, code: "empty_array",
		message: fmt.Sprintf("Invalid '%s': empty array. Expected an array with minimum length 1, but got an empty array instead.", name)}
}

func errMissing(name string) *apiError {
	return &apiError{status: fasthttp.StatusBadRequest, param: name, code: "missing_required_parameter",
		message: fmt.Sprintf("Missing required parameter: '%s'.", name)}
}

func errInvalid(name, why string) *apiError {
	return &apiError{status: fasthttp.StatusBadRequest, param: name, code: "invalid_value",
		message: fmt.Sprintf("Invalid '%s': %s.", name, why)}
}

// errParameters says that tool i, of that JSON-escaped name, has a schema that
// nothing is valid against.
func errParameters(param string, i int, name []byte, why error) *apiError {
	return &apiError{status: fasthttp.StatusBadRequest, param: fmt.Sprintf(param, i), code: "invalid_function_parameters",
		message: fmt.Sprintf("Invalid schema for function '%s': %s", skim.AppendUnescaped(nil, name), why)}
}

func errResponseFormat(param string, name []byte, why error) *apiError {
	return &apiError{status: fasthttp.StatusBadRequest, param: param,
		message: fmt.Sprintf("Invalid schema for response_format '%s': %s", skim.AppendUnescaped(nil, name), why)}
}

// errNoTool says that no tool has the JSON-escaped name that was chosen.
func errNoTool(legacy bool, name []byte) *apiError {
	param, list := "tool_choice", "tools"
	if legacy {
		param, list = "function_call", "functions"
	}
	return &apiError{status: fasthttp.StatusBadRequest, param: param,
		message: fmt.Sprintf("Tool choice '%s' not found in '%s' parameter.", skim.AppendUnescaped(nil, name), list)}
}

func errModelNotFound(id []byte) *apiError {
	return &apiError{status: fasthttp.StatusNotFound, code: "model_not_found",
		message: fmt.Sprintf("The model `%s` does not exist or you do not have access to it.", id)}
}

// errEncoded says that a body came compressed.
func errEncoded(coding []byte) *apiError {
	return &apiError{status: fasthttp.StatusUnsupportedMediaType,
		message: fmt.Sprintf("The body of your request has the Content-Encoding '%s', which is not supported. Send it as plain JSON.", coding)}
}

// writeError answers with e.
func (s *Server) writeError(ctx *fasthttp.RequestCtx, e *apiError) {
	if coding := ctx.Request.Header.ContentEncoding(); e == errBadJSON && len(coding) > 0 && !bytes.EqualFold(coding, []byte("identity")) {
		e = errEncoded(coding)
	}
	ctx.Response.ResetBody()
	ctx.SetStatusCode(e.status)
	s.headers.write(ctx, newID(), 0)
	if e.retry > 0 {
		setRetryAfter(ctx, e.retry)
	}
	if e.status == fasthttp.StatusUnauthorized {
		ctx.Response.Header.Set(fasthttp.HeaderWWWAuthenticate, challenge) // RFC 9110 wants one with every 401
	}
	if isOpenRouter(ctx) {
		ctx.Response.SetBodyRaw(e.openRouterBody())
		return
	}
	ctx.Response.SetBodyRaw(e.body())
}

// setRetryAfter tells when to try again: in whole seconds as HTTP has it, and in
// milliseconds, which OpenAI's clients prefer.
func setRetryAfter(ctx *fasthttp.RequestCtx, d time.Duration) {
	h := &ctx.Response.Header
	h.Set("Retry-After", strconv.FormatInt(int64(ceil(d, time.Second)/time.Second), 10))
	h.Set("Retry-After-Ms", strconv.FormatInt(ceil(d, time.Millisecond).Milliseconds(), 10))
}

// body renders the envelope.
func (e *apiError) body() []byte {
	var envelope struct {
		Error struct {
			Message string  `json:"message"`
			Type    string  `json:"type"`
			Param   *string `json:"param"`
			Code    *string `json:"code"`
		} `json:"error"`
	}
	envelope.Error.Message = e.message
	envelope.Error.Type = cmp.Or(e.kind, "invalid_request_error")
	if e.param != "" {
		envelope.Error.Param = &e.param
	}
	if e.code != "" {
		envelope.Error.Code = &e.code
	}
	return mustMarshal(envelope)
}

// malformed answers what fasthttp could not read as a request.
func (s *Server) malformed(ctx *fasthttp.RequestCtx, err error) {
	dropBody(ctx)
	s.watched(func(ctx *fasthttp.RequestCtx) { s.writeError(ctx, unreadable(err)) })(ctx)
}

// unreadable says why fasthttp could not read a request.
func unreadable(err error) *apiError {
	var timeout net.Error
	var small *fasthttp.ErrSmallBuffer
	switch {
	case errors.As(err, &small), errors.Is(err, h2.ErrHeaderTooLarge):
		return errHeadersTooLarge
	case errors.Is(err, fasthttp.ErrBodyTooLarge):
		return errBodyTooLarge
	case errors.Is(err, memory.ErrSpent):
		return errMemory
	case errors.As(err, &timeout) && timeout.Timeout():
		return errTimeout
	}
	return errMalformed
}
