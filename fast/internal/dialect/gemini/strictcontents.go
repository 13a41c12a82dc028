package gemini

import (
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
)

// turn is what the rules for contents need to know of one.
type turn struct{ parts, calls, returns int }

// partData are the members of a part that hold its data.
var partData = [...][2]string{
	{"text", "text"}, {"inlineData", "inline_data"}, {"fileData", "file_data"}, {"functionCall", "function_call"}, {"functionResponse", "function_response"},
	{"executableCode", "executable_code"}, {"codeExecutionResult", "code_execution_result"}, {"toolCall", "tool_call"}, {"toolResponse", "tool_response"},
}

var errNoParts = &apierr.Error{Status: fasthttp.StatusBadRequest, Message: "Unable to submit request because it must include at least one parts field, " +
	"which describes the prompt input. Learn more: https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/gemini"}

// refuseContents refuses contents without parts or with empty ones, unknown roles,
// and calls of functions that are out of turn or not all answered.
func (g *Codec) refuseContents(raw []byte) *apierr.Error {
	n, last, model := 0, turn{}, false // the turn before, and whether it was the model's
	for content := range elements(raw) {
		at := fmt.Sprintf("GenerateContentRequest.contents[%d].parts", n)
		now, err := readTurn(at, decode.Member(content, "parts"))
		switch role := string(decode.Member(content, "role")); {
		case now.parts == 0 && g.vertex:
			return errNoParts
		case now.parts == 0:
			return badField(at, "contents.parts must not be empty.")
		case err != nil:
			return err
		case !isRole(role):
			return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: "Please use a valid role: user, model."}
		case now.calls > 0 && (n == 0 || model):
			return badTurn("function call turn comes immediately after a user turn or after a function response turn.")
		case now.returns > 0 && last.calls == 0:
			return badTurn("function response turn comes immediately after a function call turn.")
		case now.returns != last.calls:
			return badTurn("the number of function response parts is equal to the number of function call parts of the function call turn.")
		default:
			last, model = now, role == `"model"`
		}
		n++
	}
	if n == 0 {
		return badField("GenerateContentRequest.contents", "contents is not specified")
	}
	return nil
}

func isRole(role string) bool {
	switch role {
	case "", `""`, `"user"`, `"model"`, `"function"`:
		return true
	}
	return false
}

func badTurn(rule string) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: "Please ensure that " + rule}
}

// readTurn counts the parts of a content. An error is for a part without data.
func readTurn(at string, parts []byte) (t turn, err *apierr.Error) {
	for part := range elements(parts) {
		if err == nil && !hasData(part) {
			err = badField(fmt.Sprintf("%s[%d].data", at, t.parts), "required oneof field 'data' must have one initialized field")
		}
		if t.parts++; member(part, "functionCall", "function_call") != nil {
			t.calls++
		}
		if member(part, "functionResponse", "function_response") != nil {
			t.returns++
		}
	}
	return t, err
}

// hasData reports whether a part has any. An empty text with a signature is one of a model
// that thinks.
func hasData(part []byte) bool {
	for _, names := range partData {
		if value := member(part, names[0], names[1]); value != nil && string(value) != `""` {
			return true
		}
	}
	return member(part, "thoughtSignature", "thought_signature") != nil
}

// elements returns the elements of an array. Google takes a single value for an array of one.
func elements(raw []byte) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) {
		in := decode.New(raw)
		switch in.Kind() {
		case skim.Array:
			for in.Array(); in.NextElem(); {
				if !yield(in.Raw()) {
					return
				}
			}
		case skim.Object:
			yield(in.Raw())
		}
	}
}
