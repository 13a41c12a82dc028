package strict

import (
	"bytes"
	"fmt"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
)

// mutuallyExclusive refuses two parameters together.
func mutuallyExclusive(a, b string) Conflict {
	return func(_ *Validator, given Members) *apierr.Error {
		if given.Value(a) == nil || given.Value(b) == nil {
			return nil
		}
		return BadRequest(a, "invalid_parameter_combination", "Setting '%s' and '%s' at the same time is not supported.", a, b)
	}
}

// requiresOther refuses name without other.
func requiresOther(name, other string) Conflict {
	return func(_ *Validator, given Members) *apierr.Error {
		if given.Value(name) == nil || given.Value(other) != nil {
			return nil
		}
		return errNotSpecified(name, other)
	}
}

func errNotSpecified(name, other string) *apierr.Error {
	return BadRequest(name, "", "Invalid value for '%s': '%s' is only allowed when '%s' are specified.", name, name, other)
}

// forcedWithoutTools refuses to force a tool out of an empty list, which is accepted otherwise.
func forcedWithoutTools(_ *Validator, given Members) *apierr.Error {
	switch string(given.Value("tool_choice")) {
	case "", `"auto"`, `"none"`:
		return nil
	}
	tools := given.Value("tools")
	if len(tools) < 2 || len(bytes.TrimSpace(tools[1:len(tools)-1])) > 0 {
		return nil
	}
	return errNotSpecified("tool_choice", "tools")
}

// requiresTrue refuses name unless other is true.
func requiresTrue(name, other string) Conflict {
	return func(_ *Validator, given Members) *apierr.Error {
		if given.Value(name) == nil || given.isTrue(other) {
			return nil
		}
		return errDisabled(name, other)
	}
}

// backgroundUnstored refuses a background response that is not stored: it could not
// be retrieved.
func backgroundUnstored(_ *Validator, given Members) *apierr.Error {
	if given.isTrue("background") && string(given.Value("store")) == "false" {
		return errDisabled("background", "store")
	}
	return nil
}

func errDisabled(name, other string) *apierr.Error {
	return BadRequest(name, "", "The '%s' parameter is only allowed when '%s' is enabled.", name, other)
}

// bestOfTooFew refuses a best_of less than n.
func bestOfTooFew(_ *Validator, given Members) *apierr.Error {
	best, _ := wholeNumber(given.Value("best_of"))
	n, _ := wholeNumber(given.Value("n"))
	if best == 0 || n <= best {
		return nil
	}
	return BadRequest("best_of", "", "You requested that the server return more choices than it will generate "+
		"(HINT: you must set 'n' (currently %d) to be at most 'best_of' (currently %d), or omit either parameter if you don't specifically want to use them.)", n, best)
}

// streamedFormat refuses streamed audio in any format but pcm16.
func streamedFormat(v *Validator, given Members) *apierr.Error {
	if given.Value("audio") == nil || !given.isTrue("stream") {
		return nil
	}
	audio := v.Members(given.Value("audio"))
	defer v.close(audio)
	if audio.is("format", "pcm16") {
		return nil
	}
	return BadRequest("audio.format", "unsupported_value",
		"Unsupported value: 'audio.format' does not support '%s' when stream=true. Supported values are: 'pcm16'.", audio.Text("format"))
}

// jsonUnmentioned refuses a request for JSON whose messages do not mention JSON.
func jsonUnmentioned(v *Validator, given Members) *apierr.Error {
	if !asksForJSON(v, given.Value("response_format")) || mentionsJSON(given.Value("messages")) {
		return nil
	}
	return BadRequest("messages", "", "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.")
}

// jsonUnmentionedInInput is jsonUnmentioned for responses. A response that continues
// another may have mentioned JSON there.
func jsonUnmentionedInInput(v *Validator, given Members) *apierr.Error {
	if given.Value("text") == nil || continuesResponse(given) {
		return nil
	}
	text := v.Members(given.Value("text"))
	defer v.close(text)
	if !asksForJSON(v, text.Value("format")) || mentionsJSON(given.Value("input")) {
		return nil
	}
	return BadRequest("input", "", "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'.")
}

func asksForJSON(v *Validator, format []byte) bool {
	if kindOf(format) != skim.Object {
		return false
	}
	given := v.Members(format)
	defer v.close(given)
	return given.is("type", "json_object")
}

// mentionsJSON reports whether raw contains the word JSON in any case.
func mentionsJSON(raw []byte) bool {
	const word = "json"
	for i := 0; i+len(word) <= len(raw); i++ {
		n := 0
		for n < len(word) && raw[i+n]|0x20 == word[n] {
			n++
		}
		if n == len(word) {
			return true
		}
	}
	return false
}

// continuesResponse reports whether a response has more context than its input.
func continuesResponse(given Members) bool {
	for _, name := range [...]string{"previous_response_id", "prompt", "conversation"} {
		if given.Value(name) != nil {
			return true
		}
	}
	return false
}

// inputMissing refuses a response without any input.
func inputMissing(_ *Validator, given Members) *apierr.Error {
	if given.Value("input") != nil || continuesResponse(given) {
		return nil
	}
	return decode.Missing("input")
}

// inputEmpty refuses a response with empty input. One that generates nothing needs none: with
// such a request Codex warms a WebSocket up.
func inputEmpty(_ *Validator, given Members) *apierr.Error {
	if string(given.Value("generate")) == "false" {
		return nil
	}
	in := skim.New(given.Value("input"))
	switch in.Kind() {
	case skim.String:
		if in.String().Chars > 0 {
			return nil
		}
	case skim.Array:
		if in.Array(); in.NextElem() {
			return nil
		}
	}
	if continuesResponse(given) {
		return nil
	}
	return BadRequest("", "missing_required_parameter", `One of "input" or "previous_response_id" or 'prompt' or 'conversation' must be provided.`)
}

// contentMissing refuses messages without content. An assistant's message may have
// other members instead. The real API checks this last.
func contentMissing(v *Validator, given Members) *apierr.Error {
	return eachMessage(v, given, func(i int, message Members) *apierr.Error {
		hasContent := message.Value("content") != nil
		if message.is("role", "assistant") {
			for _, instead := range [...]string{"tool_calls", "function_call", "refusal", "audio"} {
				hasContent = hasContent || message.Value(instead) != nil
			}
		}
		if hasContent {
			return nil
		}
		return BadRequest(fmt.Sprintf("messages.[%d].content", i), "", "Invalid value for 'content': expected a string, got null.")
	})
}
