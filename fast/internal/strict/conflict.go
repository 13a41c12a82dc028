package strict

import (
	"fmt"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
)

// apart keeps two parameters from standing side by side.
func apart(a, b string) Conflict {
	return func(_ *Validator, given Members) *apierr.Error {
		if given.Value(a) == nil || given.Value(b) == nil {
			return nil
		}
		return BadRequest(a, "invalid_parameter_combination", "Setting '%s' and '%s' at the same time is not supported.", a, b)
	}
}

// specifiedWith wants name to come with other.
func specifiedWith(name, other string) Conflict {
	return func(_ *Validator, given Members) *apierr.Error {
		if given.Value(name) == nil || given.Value(other) != nil {
			return nil
		}
		return BadRequest(name, "", "Invalid value for '%s': '%s' is only allowed when '%s' are specified.", name, name, other)
	}
}

// enabledBy wants other to be true where name is given.
func enabledBy(name, other string) Conflict {
	return func(_ *Validator, given Members) *apierr.Error {
		if given.Value(name) == nil || given.isTrue(other) {
			return nil
		}
		return errDisabled(name, other)
	}
}

// backgroundUnstored wants what is made in the background to be stored, or there
// is nothing to ask for later.
func backgroundUnstored(_ *Validator, given Members) *apierr.Error {
	if given.isTrue("background") && string(given.Value("store")) == "false" {
		return errDisabled("background", "store")
	}
	return nil
}

func errDisabled(name, other string) *apierr.Error {
	return BadRequest(name, "", "The '%s' parameter is only allowed when '%s' is enabled.", name, other)
}

// bestOfTooFew wants at least as many completions to choose from as are to be sent.
func bestOfTooFew(_ *Validator, given Members) *apierr.Error {
	best, _ := wholeNumber(given.Value("best_of"))
	n, _ := wholeNumber(given.Value("n"))
	if best == 0 || n <= best {
		return nil
	}
	return BadRequest("best_of", "", "You requested that the server return more choices than it will generate "+
		"(HINT: you must set 'n' (currently %d) to be at most 'best_of' (currently %d), or omit either parameter if you don't specifically want to use them.)", n, best)
}

// streamedFormat wants audio that is streamed to be plain samples.
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

// jsonUnmentioned wants who asks for JSON to say so in the prompt, too.
func jsonUnmentioned(v *Validator, given Members) *apierr.Error {
	if !asksForJSON(v, given.Value("response_format")) || mentionsJSON(given.Value("messages")) {
		return nil
	}
	return BadRequest("messages", "", "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.")
}

// jsonUnmentionedInInput is jsonUnmentioned for responses. What they go on from
// may have said it.
func jsonUnmentionedInInput(v *Validator, given Members) *apierr.Error {
	if given.Value("text") == nil || goesOn(given) {
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

// mentionsJSON reports whether a value has the word JSON in it, however it is written.
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

// goesOn reports whether a response has more to go on from than its input.
func goesOn(given Members) bool {
	for _, name := range [...]string{"previous_response_id", "prompt", "conversation"} {
		if given.Value(name) != nil {
			return true
		}
	}
	return false
}

// inputMissing wants something for a response to be made of.
func inputMissing(_ *Validator, given Members) *apierr.Error {
	if given.Value("input") != nil || goesOn(given) {
		return nil
	}
	return decode.Missing("input")
}

// inputEmpty wants it not to be empty.
func inputEmpty(_ *Validator, given Members) *apierr.Error {
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
	if goesOn(given) {
		return nil
	}
	return BadRequest("", "missing_required_parameter", `One of "input" or "previous_response_id" or 'prompt' or 'conversation' must be provided.`)
}

// contentMissing wants every message to have content, or one of what may stand
// for it in a message of the assistant. It is what the real API looks at last.
func contentMissing(v *Validator, given Members) *apierr.Error {
	return eachMessage(v, given, func(i int, message Members) *apierr.Error {
		said := message.Value("content") != nil
		if message.is("role", "assistant") {
			for _, instead := range [...]string{"tool_calls", "function_call", "refusal", "audio"} {
				said = said || message.Value(instead) != nil
			}
		}
		if said {
			return nil
		}
		return BadRequest(fmt.Sprintf("messages.[%d].content", i), "", "Invalid value for 'content': expected a string, got null.")
	})
}
