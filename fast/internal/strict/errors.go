package strict

import (
	"fmt"
	"strings"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
)

// Errors of a strict server, in OpenAI's words but for the last two, whose words are the caller's.

// errNoModel is the error for a request without a model.
var errNoModel = &apierr.Error{Status: fasthttp.StatusBadRequest, Message: "you must provide a model parameter"}

// BadRequest returns an error with status 400; param and code may be empty.
func BadRequest(param, code, format string, args ...any) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Param: param, Code: code, Message: fmt.Sprintf(format, args...)}
}

func errDecimal(name, side, code, sign string, bound float64, got string) *apierr.Error {
	return BadRequest(name, "decimal_"+side+"_"+code+"_value",
		"Invalid '%s': decimal %s %simum value. Expected a value %s %g, but got %s instead.", name, side, code, sign, bound, got)
}

func errTooMany(name string, most, got int) *apierr.Error {
	return BadRequest(name, "object_above_max_properties",
		"Invalid '%s': too many properties. Expected an object with at most %d properties, but got an object with %d properties instead.", name, most, got)
}

func errValue(name, got string, values []string) *apierr.Error {
	return BadRequest(name, "invalid_value", "Invalid value: '%s'. Supported values are: %s.", got, enumerated(values, "and"))
}

func errEmptyString(name string) *apierr.Error {
	return BadRequest(name, "empty_string", "Invalid '%s': empty string. Expected a string with minimum length 1, but got an empty string instead.", name)
}

func errLongString(name string, most, got int) *apierr.Error {
	return BadRequest(name, "string_above_max_length",
		"Invalid '%s': string too long. Expected a string with maximum length %d, but got a string with length %d instead.", name, most, got)
}

func errLongName(name string, most, got int) *apierr.Error {
	return BadRequest(name, "string_above_max_length",
		"Invalid property name in '%s': string too long. Expected a string with maximum length %d, but got a string with length %d instead.", name, most, got)
}

func errPattern(name, pattern string) *apierr.Error {
	return BadRequest(name, "invalid_value", "Invalid '%s': string does not match pattern. Expected a string that matches the pattern '%s'.", name, pattern)
}

// errArguments returns the error of the older endpoints for unknown parameters.
func errArguments(names []string) *apierr.Error {
	plural := ""
	if len(names) > 1 {
		plural = "s"
	}
	e := BadRequest("", "", "Unrecognized request argument%s supplied: %s", plural, strings.Join(names, ", "))
	e.Unknown = names
	return e
}

func errUnknownParameter(name string) *apierr.Error {
	return BadRequest(name, "unknown_parameter", "Unknown parameter: '%s'.", name)
}

// enumerated lists values in English: 'a', 'b', and 'c'.
func enumerated(values []string, conjunction string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = "'" + v + "'"
	}
	last := len(quoted) - 1
	if last == 0 {
		return quoted[0]
	}
	comma := ", "
	if last == 1 {
		comma = " "
	}
	return strings.Join(quoted[:last], ", ") + comma + conjunction + " " + quoted[last]
}

// refusedWhole says what is wrong with a request as a whole.
func refusedWhole(message string) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: message}
}

// refused says what is wrong with the value at a path, which comes first.
func refused(at, format string, args ...any) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: at + ": " + fmt.Sprintf(format, args...)}
}
