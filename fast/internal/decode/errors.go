package decode

import (
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
)

// ErrNotObject is the answer to a body that is JSON but not an object.
var ErrNotObject = &apierr.Error{Status: fasthttp.StatusBadRequest,
	Message: "We could not parse the JSON body of your request. The API expects a JSON object."}

// ErrBadJSON is the answer to a body that is not JSON.
var ErrBadJSON = &apierr.Error{Status: fasthttp.StatusBadRequest, Message: "We could not parse the JSON body of your request. " +
	"(HINT: This likely means you aren't using your HTTP library correctly. The API expects a JSON payload, but what was sent was not valid JSON.)"}

// WrongType returns the error for a parameter of the wrong type. want is the type it
// should have, such as "a string".
func WrongType(name, want, got string) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Param: name, Code: "invalid_type",
		Message: fmt.Sprintf("Invalid type for '%s': expected %s, but got %s instead.", name, want, got)}
}

// BelowMin returns the error for an integer below its minimum.
func BelowMin(name string, least int, got int) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Param: name, Code: "integer_below_min_value",
		Message: fmt.Sprintf("Invalid '%s': integer below minimum value. Expected a value >= %d, but got %d instead.", name, least, got)}
}

// aboveMax returns the error for an integer above its maximum.
func aboveMax(name string, most int, got int) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Param: name, Code: "integer_above_max_value",
		Message: fmt.Sprintf("Invalid '%s': integer above maximum value. Expected a value <= %d, but got %d instead.", name, most, got)}
}

// TooLong returns the error for an array with too many elements.
func TooLong(name string, most, got int) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Param: name, Code: "array_above_max_length",
		Message: fmt.Sprintf("Invalid '%s': array too long. Expected an array with maximum length %d, but got an array with length %d instead.", name, most, got)}
}

// EmptyArray returns the error for an empty array.
func EmptyArray(name string) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Param: name, Code: "empty_array",
		Message: fmt.Sprintf("Invalid '%s': empty array. Expected an array with minimum length 1, but got an empty array instead.", name)}
}

// Missing returns the error for a missing parameter.
func Missing(name string) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Param: name, Code: "missing_required_parameter",
		Message: fmt.Sprintf("Missing required parameter: '%s'.", name)}
}

// Invalid returns the error for a refused value, with the reason.
func Invalid(name, why string) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Param: name, Code: "invalid_value",
		Message: fmt.Sprintf("Invalid '%s': %s.", name, why)}
}

// CheckRange returns the error for n outside of least..most, or nil.
func CheckRange(name string, n, least, most int) *apierr.Error {
	switch {
	case n < least:
		return BelowMin(name, least, n)
	case n > most:
		return aboveMax(name, most, n)
	}
	return nil
}

// MaxChoices keeps one request from using all of the machine's memory.
const MaxChoices = 128
