package openai

import (
	"errors"
	"fmt"
	"strings"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/schema"
	"mock-openai/fast/skim"
)

// errParameters says that no value is valid against the schema of tool i. The name is
// JSON-escaped.
func errParameters(param string, i int, name []byte, why error) *apierr.Error {
	list, _, _ := strings.Cut(param, "[")
	if err := errRegexp(list, why); err != nil {
		return err
	}
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Param: fmt.Sprintf(param, i), Code: "invalid_function_parameters",
		Message: fmt.Sprintf("Invalid schema for function '%s': %s", skim.AppendUnescaped(nil, name), why)}
}

// errResponseFormat says that no value is valid against the schema of a response. The name is
// JSON-escaped.
func errResponseFormat(param string, name []byte, why error) *apierr.Error {
	if err := errRegexp(param, why); err != nil {
		return err
	}
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Param: param,
		Message: fmt.Sprintf("Invalid schema for response_format '%s': %s", skim.AppendUnescaped(nil, name), why)}
}

// errRegexp says that a schema has a regular expression that OpenAI does not support. It
// returns nil if something else is wrong with the schema.
func errRegexp(param string, why error) *apierr.Error {
	var wrong *schema.RegexpError
	if !errors.As(why, &wrong) {
		return nil
	}
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Param: param, Code: "invalid_json_schema", Message: wrong.Error()}
}

// errNoTool says that tool_choice names no tool of the request. The name is
// JSON-escaped.
func errNoTool(legacy bool, name []byte) *apierr.Error {
	param, list := "tool_choice", "tools"
	if legacy {
		param, list = "function_call", "functions"
	}
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Param: param,
		Message: fmt.Sprintf("Tool choice '%s' not found in '%s' parameter.", skim.AppendUnescaped(nil, name), list)}
}

// Filtered is the error for a prompt that OpenAI's filter refuses.
var Filtered = &apierr.Error{Status: fasthttp.StatusBadRequest, Code: "invalid_prompt",
	Message: "Invalid prompt: your prompt was flagged as potentially violating our usage policy. Please try again with a different prompt: " +
		"https://platform.openai.com/docs/guides/reasoning#advice-on-prompting"}

// CodeModelNotFound is the code of the error for a model that does not exist.
const CodeModelNotFound = "model_not_found"

// ModelNotFound returns the error for a model that does not exist.
func ModelNotFound(id []byte) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusNotFound, Code: CodeModelNotFound, NoModel: string(id),
		Message: fmt.Sprintf("The model `%s` does not exist or you do not have access to it.", id)}
}
