package fast

import (
	"bytes"
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/skim"
)

// conflict says what the real API refuses of parameters that each are fine.
type conflict func(given members) *apiError

// apart keeps two parameters from standing side by side.
func apart(a, b string) conflict {
	return func(given members) *apiError {
		if given.value(a) == nil || given.value(b) == nil {
			return nil
		}
		return &apiError{status: fasthttp.StatusBadRequest, param: a, code: "invalid_parameter_combination",
			message: fmt.Sprintf("Setting '%s' and '%s' at the same time is not supported.", a, b)}
	}
}

// specifiedWith wants name to come with other.
func specifiedWith(name, other string) conflict {
	return func(given members) *apiError {
		if given.value(name) == nil || given.value(other) != nil {
			return nil
		}
		return &apiError{status: fasthttp.StatusBadRequest, param: name,
			message: fmt.Sprintf("Invalid value for '%s': '%s' is only allowed when '%s' are specified.", name, name, other)}
	}
}

// enabledBy wants other to be true where name is given.
func enabledBy(name, other string) conflict {
	return func(given members) *apiError {
		if given.value(name) == nil || string(given.value(other)) == "true" {
			return nil
		}
		return &apiError{status: fasthttp.StatusBadRequest, param: name,
			message: fmt.Sprintf("The '%s' parameter is only allowed when '%s' is enabled.", name, other)}
	}
}

// jsonUnmentioned wants who asks for JSON to say so in the prompt, too.
func jsonUnmentioned(given members) *apiError {
	format := skim.New(given.value("response_format"))
	if format.Kind() != skim.Object || string(takeMembers(&reader{format}).text("type")) != "json_object" ||
		bytes.Contains(bytes.ToLower(given.value("messages")), []byte("json")) {
		return nil
	}
	return &apiError{status: fasthttp.StatusBadRequest, param: "messages",
		message: "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'."}
}

// unknownTo refuses parameters that have no rule, as the newer endpoints do.
func unknownTo(o *shape) conflict {
	return func(given members) *apiError {
		if names := o.unknown(given); len(names) > 0 {
			return errUnknownParameter(names[0])
		}
		return nil
	}
}

// inputMissing wants something for a response to be made of.
func inputMissing(given members) *apiError {
	for _, name := range []string{"input", "previous_response_id", "prompt", "conversation"} {
		if given.value(name) != nil {
			return nil
		}
	}
	return errMissing("input")
}

// contentMissing wants every message to have content, or one of what may stand
// for it in a message of the assistant. It is what the real API looks at last.
func contentMissing(given members) *apiError {
	in := reader{skim.New(given.value("messages"))}
	i := 0
	for in.Array(); in.NextElem(); i++ {
		message := takeMembers(&in)
		said := message.value("content") != nil
		if string(message.text("role")) == "assistant" {
			for _, instead := range []string{"tool_calls", "function_call", "refusal", "audio"} {
				said = said || message.value(instead) != nil
			}
		}
		if !said {
			return &apiError{status: fasthttp.StatusBadRequest, param: fmt.Sprintf("messages.[%d].content", i),
				message: "Invalid value for 'content': expected a string, got null."}
		}
	}
	return nil
}
