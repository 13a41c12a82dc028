package strict

import (
	"fmt"
	"path"
	"strings"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
)

// cohere are Cohere's words, as its list of errors and public reports show them.
var cohere = words{
	missing: func(at string) *apierr.Error {
		if at == "model" {
			return refusedWhole("a model parameter is required for this endpoint.")
		}
		return invalidRequest("required '%s' param is missing or empty.", at)
	},
	unknown: func(at string) *apierr.Error {
		return unprocessable("unknown field: parameter '%s' is not a valid field", strings.TrimPrefix(path.Ext("."+at), "."))
	},
	wrongType: func(at, want string, raw []byte) *apierr.Error {
		if names, isName := strings.CutPrefix(want, "one of "); isName {
			return invalidRequest("%s must be one of %s.", at, names)
		}
		_, got, _ := strings.Cut(decode.Describe(kindOf(raw), raw), " ")
		return unprocessable("invalid type: parameter '%s' is of type %s but should be of type %s", at, got, cohereType(want))
	},
	outside: func(at string, _, least, most int) *apierr.Error {
		return invalidRequest("%s must be between %d and %d inclusive.", at, least, most)
	},
	value: errCohereValue,
	tag:   func(_, at, got string, values []string) *apierr.Error { return errCohereValue(at, got, values) },
	length: func(at string, n, _, most int) *apierr.Error {
		return invalidRequest("total number of %s must be at most %d - received %d", at, most, n)
	},
}

func errCohereValue(at, _ string, values []string) *apierr.Error {
	return invalidRequest("%s must be one of %s.", at, enumerated(values, "or"))
}

// cohereType returns Cohere's name of a type that rules call "an array of objects" or alike.
func cohereType(want string) string {
	if want == "a decimal" {
		return "number"
	}
	_, name, _ := strings.Cut(want, " ")
	if of, isArray := strings.CutPrefix(name, "array of "); isArray {
		return "[]" + strings.TrimSuffix(of, "s")
	}
	return name
}

func invalidRequest(format string, args ...any) *apierr.Error {
	return refusedWhole("invalid request: " + fmt.Sprintf(format, args...))
}

func unprocessable(format string, args ...any) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusUnprocessableEntity, Message: fmt.Sprintf(format, args...)}
}
