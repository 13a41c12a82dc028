package openai

import (
	"strconv"
	"strings"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/render"
)

// mistralStatuses are the messages of errors that Mistral words by their status alone, according
// to public reports.
var mistralStatuses = map[int]words{
	403: {message: "This model is not available in your subscription tier", kind: "tier_not_allowed", code: "1910"},
	429: {message: "Rate limit exceeded", kind: "rate_limited", code: "1300"},
	500: {message: "Service unavailable.", kind: "internal_server_error", code: "1000"},
	503: {message: "Internal server error", kind: "unreachable_backend", code: "1100"},
}

// mistralFull is what Mistral says if too many requests are answered at once.
var mistralFull = words{message: "Service tier capacity exceeded for this model.", kind: "service_tier_capacity_exceeded", code: "3505"}

// detailOf are the types and messages of pydantic, by the code of an error.
var detailOf = map[string]words{
	"missing_required_parameter": {kind: "missing", message: "Field required"},
	"unknown_parameter":          extraForbidden,
}

var extraForbidden = words{kind: "extra_forbidden", message: "Extra inputs are not permitted"}

// translateMistral gives the error for a body that fails validation status 422 and, as its
// code, pydantic's type. It gives the error for an unknown model status 400.
func translateMistral(e *apierr.Error) *apierr.Error {
	own := *e
	switch {
	case e.NoModel != "":
		own.Status = fasthttp.StatusBadRequest
		return &own
	case !isInvalid(e):
		return e
	}
	own.Status = fasthttp.StatusUnprocessableEntity
	detail, known := detailOf[e.Code]
	if e.Unknown != nil {
		detail, known = extraForbidden, true
	}
	switch {
	case known:
		own.Code, own.Message = detail.kind, detail.message
	case e == decode.ErrBadJSON:
		own.Code, own.Message = "json_invalid", "JSON decode error"
	default:
		own.Code, own.Message = "value_error", "Value error, "+e.Message
	}
	return &own
}

// mistralError is Mistral's envelope.
type mistralError struct {
	Object  string  `json:"object"`
	Message any     `json:"message"`
	Type    string  `json:"type"`
	Param   *string `json:"param"`
	Code    *string `json:"code"`
	Status  int     `json:"raw_status_code"`
}

// appendMistralError appends {"object":"error","message","type","param","code",…}, and
// {"detail"} for what does not reach a model.
func appendMistralError(dst []byte, e *apierr.Error, _ render.ID) []byte {
	given := e.Preset || e.OwnKind
	switch {
	case isNoRoute(e), !given && (e.Status == fasthttp.StatusUnauthorized || e.Status == fasthttp.StatusNotFound):
		return appendDetail(dst, e.Status)
	case e.Status == fasthttp.StatusUnprocessableEntity && !given && e.Code != "":
		return append(dst, render.MustMarshal(invalidMistral(e))...)
	}
	w := mistralWords(e).of(e)
	envelope := mistralError{Object: "error", Message: w.message, Type: w.kind, Status: e.Status}
	if w.code != "" {
		envelope.Code = &w.code
	}
	if e.Preset && e.Param != "" {
		envelope.Param = &e.Param
	}
	return append(dst, render.MustMarshal(envelope)...)
}

func mistralWords(e *apierr.Error) words {
	switch {
	case e.NoModel != "":
		return words{message: "Invalid model: " + e.NoModel, kind: "invalid_model", code: "1500"}
	case e.Full && e.Status == fasthttp.StatusTooManyRequests:
		return mistralFull
	}
	w, known := mistralStatuses[e.Status]
	switch {
	case known:
		return w
	case e.Status >= fasthttp.StatusInternalServerError:
		return words{kind: "internal_server_error", code: "1000"}
	}
	return words{message: neutral(e), kind: "invalid_request_error"}
}

// invalidMistral returns the envelope with what pydantic says of each member that is wrong.
func invalidMistral(e *apierr.Error) mistralError {
	type detail struct {
		Type    string `json:"type"`
		Where   []any  `json:"loc"`
		Message string `json:"msg"`
	}
	var message struct {
		Detail []detail `json:"detail"`
	}
	for _, name := range e.Unknown {
		message.Detail = append(message.Detail, detail{e.Code, []any{"body", name}, e.Message})
	}
	if e.Unknown == nil {
		message.Detail = []detail{{e.Code, pathOf(e.Param), e.Message}}
	}
	return mistralError{Object: "error", Message: message, Type: "invalid_request_error", Status: e.Status}
}

// pathOf returns the names and indexes on the way to a parameter, such as body, messages,
// 0 and content.
func pathOf(param string) []any {
	where := []any{"body"}
	if strings.HasPrefix(param, "X-") {
		return []any{"header", param}
	}
	for part := range strings.FieldsFuncSeq(param, func(r rune) bool { return strings.ContainsRune(".[]", r) }) {
		if i, err := strconv.Atoi(part); err == nil {
			where = append(where, i)
		} else {
			where = append(where, part)
		}
	}
	return where
}
