package fast

import (
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/skim"
)

// errParameters says that tool i, of that JSON-escaped name, has a schema that
// nothing is valid against.
func errParameters(param string, i int, name []byte, why error) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Param: fmt.Sprintf(param, i), Code: "invalid_function_parameters",
		Message: fmt.Sprintf("Invalid schema for function '%s': %s", skim.AppendUnescaped(nil, name), why)}
}

func errResponseFormat(param string, name []byte, why error) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Param: param,
		Message: fmt.Sprintf("Invalid schema for response_format '%s': %s", skim.AppendUnescaped(nil, name), why)}
}

// errNoTool says that no tool has the JSON-escaped name that was chosen.
func errNoTool(legacy bool, name []byte) *apierr.Error {
	param, list := "tool_choice", "tools"
	if legacy {
		param, list = "function_call", "functions"
	}
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Param: param,
		Message: fmt.Sprintf("Tool choice '%s' not found in '%s' parameter.", skim.AppendUnescaped(nil, name), list)}
}

func errModelNotFound(id []byte) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusNotFound, Code: "model_not_found",
		Message: fmt.Sprintf("The model `%s` does not exist or you do not have access to it.", id)}
}
