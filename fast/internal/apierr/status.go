package apierr

import (
	"cmp"
	"net/http"
)

// statuses are the errors that the real API answers with a status of its own,
// whatever was asked.
var statuses = map[int]*Error{
	400: {Message: "The request could not be processed."},
	401: {Code: "invalid_api_key", Message: "Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys."},
	402: {Message: "Insufficient credits."},
	403: {Kind: "request_forbidden", Code: "unsupported_country_region_territory", Message: "Country, region, or territory not supported"},
	404: {Code: "model_not_found", Message: "The model does not exist or you do not have access to it."},
	408: {Message: "The request timed out."},
	409: {Message: "The request conflicts with another one. Please try again."},
	413: {Message: "The request body is too large."},
	422: {Message: "The request was well-formed, but its content could not be processed."},
	429: {Kind: "requests", Code: "rate_limit_exceeded", Message: "Rate limit reached for requests. Please try again later."},
	502: {Message: "Bad gateway."},
	503: {Message: "The engine is currently overloaded, please try again later."},
	504: {Message: "The request timed out on its way. Please try again."},
	529: {Message: "The engine is currently overloaded, please try again later."},
}

// OfStatus returns the error for a status from 400 to 599.
func OfStatus(status int) *Error {
	e := Error{Status: status}
	if known := statuses[status]; known != nil {
		e.Kind, e.Code, e.Message = known.Kind, known.Code, known.Message
	}
	if status >= 500 {
		e.Kind = Internal.Kind
		e.Message = cmp.Or(e.Message, Internal.Message)
	}
	e.Message = cmp.Or(e.Message, http.StatusText(status), "The request was refused.")
	return &e
}
