package fast

import (
	"fmt"
	"strings"

	"github.com/valyala/fasthttp"
)

// What only a strict server says, as OpenAI words it.

var errNoModel = &apiError{status: fasthttp.StatusBadRequest, message: "you must provide a model parameter"}

func errDecimal(name, side, code, sign string, bound float64, got string) *apiError {
	return &apiError{status: fasthttp.StatusBadRequest, param: name, code: "decimal_" + side + "_" + code + "_value",
		message: fmt.Sprintf("Invalid '%s': decimal %s %simum value. Expected a value %s %g, but got %s instead.", name, side, code, sign, bound, got)}
}

func errTooMany(name string, most, got int) *apiError {
	return &apiError{status: fasthttp.StatusBadRequest, param: name, code: "object_above_max_properties",
		message: fmt.Sprintf("Invalid '%s': too many properties. Expected an object with at most %d properties, but got an object with %d properties instead.", name, most, got)}
}

func errValue(name, got string, values []string) *apiError {
	return &apiError{status: fasthttp.StatusBadRequest, param: name, code: "invalid_value",
		message: fmt.Sprintf("Invalid value: '%s'. Supported values are: %s.", got, enumerated(values, "and"))}
}

// errUnknown words what is unknown in the body itself as the API has done for
// long, and what is unknown deeper in as it does since it looks there.
func errUnknown(path string, names []string) *apiError {
	if path != "" {
		return errUnknownParameter(path + names[0])
	}
	plural := ""
	if len(names) > 1 {
		plural = "s"
	}
	return &apiError{status: fasthttp.StatusBadRequest, message: fmt.Sprintf("Unrecognized request argument%s supplied: %s", plural, strings.Join(names, ", "))}
}

func errUnknownParameter(name string) *apiError {
	return &apiError{status: fasthttp.StatusBadRequest, param: name, code: "unknown_parameter", message: fmt.Sprintf("Unknown parameter: '%s'.", name)}
}

// enumerated is values as English lists them: 'a', 'b', and 'c'.
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
