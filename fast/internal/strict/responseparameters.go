package strict

import (
	"math"

	"mock-openai/fast/internal/apierr"
)

// The parameters of the Responses API, in the order in which the real API checks them.

// Responses returns the rules of responses. The conflicts in first are checked before all else.
func Responses(first ...Conflict) *Rules {
	return &Rules{First: first, Shape: shape{
		required: need("model"), missing: inputMissing,
		parameters: []parameter{
			{"model", aString},
			{"input", stringOr(aString, list("one of a string or array of input items", 0, math.MaxInt, itemRule()))},
			{"previous_response_id", aString},
			{"conversation", stringOr(aString, object(need("id"), texts("id")...).rule)},
			{"prompt", anObject},
			{"moderation", anObject},
			{"include", list("an array of strings", 0, math.MaxInt, includeRule())},
			{"tools", list("an array of tools", 0, 128, toolRule())},
			{"tool_choice", stringOr(toolChoiceWord(), toolChoiceRule())},
			{"metadata", metadata},
			{"client_metadata", anObject}, // of openai/codex, not in the description
			{"text", object(nil, parameter{"format", textFormatRule()}, parameter{"verbosity", verbosityRule()}).rule},
			{"temperature", decimal(0, 2)},
			{"top_p", decimal(0, 1)},
			{"presence_penalty", decimal(-2, 2)},
			{"frequency_penalty", decimal(-2, 2)},
			{"parallel_tool_calls", aBool},
			{"stream", aBool},
			{"stream_options", object(nil, parameter{"include_obfuscation", aBool}).rule},
			{"background", aBool},
			{"max_output_tokens", integer(16, math.MaxInt)},
			{"max_tool_calls", integer(1, math.MaxInt)},
			{"reasoning", reasoningRule()},
			{"user", aString},
			{"safety_identifier", aString},
			{"prompt_cache_options", object(nil, unchecked("mode", "ttl")...).rule},
			{"prompt_cache_key", aString},
			{"prompt_cache_retention", cacheRetentionRule()},
			{"truncation", oneOf("auto", "disabled")},
			{"instructions", aString},
			{"store", aBool},
			{"service_tier", oneOf("auto", "default", "fast", "flex", "priority", "scale", "ultrafast")},
			{"top_logprobs", integer(0, 20)},
			{"context_management", list("an array of objects", 0, math.MaxInt, anObject)},
		},
		conflicts: []Conflict{
			requiresTrue("stream_options", "stream"),
			backgroundUnstored,
			inputEmpty,
			jsonUnmentionedInInput,
			itemsUnpaired,
		},
	}}
}

// ResponseEvents returns the rules of the event response.create of a WebSocket.
func ResponseEvents(first ...Conflict) *Rules {
	r := Responses(first...)
	r.Shape = r.Shape.with(parameter{"type", aString}, parameter{"stream_id", aString}, parameter{"generate", aBool})
	r.Shape.conflicts = r.Shape.conflicts[1:] // stream_options need no stream, as all answers are streamed
	return r
}

// InputTokens returns the rules of counting the tokens of an input. It needs nothing.
func InputTokens() *Rules {
	r := Responses().Shape.only("model", "input", "previous_response_id", "conversation", "tools", "tool_choice", "text",
		"parallel_tool_calls", "reasoning", "truncation", "instructions")
	return &Rules{Shape: r.with(texts("personality")...)}
}

// Compaction returns the rules of compacting a conversation.
func Compaction() *Rules {
	r := Responses().Shape.only("model", "input", "previous_response_id", "prompt_cache_options", "prompt_cache_retention", "instructions")
	r.required = need("model")
	return &Rules{Shape: r.with(
		parameter{"prompt_cache_key", atMost(64)},
		parameter{"service_tier", oneOf("auto", "default", "fast", "flex", "priority")},
	)}
}

// EffortUnsupported refuses reasoning.effort for the models that effortless reports.
func EffortUnsupported(effortless func(model []byte) bool) Conflict {
	return func(v *Validator, given Members) *apierr.Error {
		raw := given.Value("reasoning")
		if raw == nil || !effortless(given.Text("model")) {
			return nil
		}
		reasoning := v.Members(raw)
		defer v.close(reasoning)
		if reasoning.Value("effort") == nil {
			return nil
		}
		return BadRequest("reasoning.effort", "unsupported_parameter", "Unsupported parameter: 'reasoning.effort' is not supported with this model.")
	}
}
