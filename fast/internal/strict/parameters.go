package strict

import (
	"math"

	"mock-openai/fast/internal/decode"
)

// The parameters that the real API accepts, in the order in which it checks them. Order and
// error messages follow published recordings of the API and reports about it. The error for
// functions together with tools is not among them; it is worded like the API's other errors
// of this kind.

// Chat returns the rules of chat completions. The conflicts in first are checked
// before all else.
func Chat(first ...Conflict) *Rules {
	return &Rules{Model: true, First: first, Shape: shape{
		required: need("messages"), arguments: true,
		parameters: []parameter{
			{"model", aString},
			{"messages", list("an array of objects", 1, math.MaxInt, messageRule())},
			{"functions", list("an array of objects", 1, 128, legacyFunction().rule)},
			{"function_call", stringOr(oneOf("none", "auto"), named().rule)},
			{"tools", list("an array of objects", 1, 128, chatToolRule())},
			{"tool_choice", stringOr(toolChoiceWord(), chatToolChoiceRule())},
			{"parallel_tool_calls", aBool},
			{"max_completion_tokens", integer(1, math.MaxInt)},
			{"n", integer(1, decode.MaxChoices)},
			{"temperature", decimal(0, 2)},
			{"top_p", decimal(0, 1)},
			{"presence_penalty", decimal(-2, 2)},
			{"frequency_penalty", decimal(-2, 2)},
			{"logprobs", aBool},
			{"top_logprobs", integer(0, 20)},
			{"user", aString},
			{"seed", integer(math.MinInt, math.MaxInt)},
			{"moderation", anObject},
			{"safety_identifier", aString},
			{"prompt_cache_options", anObject},
			{"prompt_cache_key", aString},
			{"prompt_cache_retention", cacheRetentionRule()},
			{"response_format", responseFormatRule()},
			{"service_tier", oneOf("auto", "default", "fast", "flex", "scale", "priority")},
			{"max_tokens", integer(1, math.MaxInt)},
			{"reasoning_effort", oneOf("none", "minimal", "low", "medium", "high", "xhigh", "max")},
			{"logit_bias", logitBias},
			{"stop", stopSequencesRule()},
			{"stream", aBool},
			{"stream_options", object(nil, parameter{"include_usage", aBool}, parameter{"include_obfuscation", aBool}).rule},
			{"store", aBool},
			{"metadata", metadata},
			{"prediction", anObject},
			{"verbosity", verbosityRule()},
			{"modalities", list("an array of strings", 1, 2, oneOf("text", "audio"))},
			{"audio", audioRule()},
			{"web_search_options", anObject},
		},
		conflicts: []Conflict{
			mutuallyExclusive("functions", "tools"),
			mutuallyExclusive("max_tokens", "max_completion_tokens"),
			requiresOther("function_call", "functions"),
			requiresOther("tool_choice", "tools"),
			requiresOther("parallel_tool_calls", "tools"),
			requiresTrue("top_logprobs", "logprobs"),
			requiresTrue("stream_options", "stream"),
			streamedFormat,
			jsonUnmentioned,
			imagesMisplaced,
			toolMessagesUnpaired,
			contentMissing,
		},
	}}
}

// Completions returns the rules of legacy completions.
func Completions() *Rules {
	return &Rules{Model: true, Shape: shape{
		arguments: true,
		parameters: []parameter{
			{"model", aString},
			{"prompt", promptRule()},
			{"suffix", aString},
			{"max_tokens", integer(0, math.MaxInt)},
			{"n", integer(1, decode.MaxChoices)},
			{"best_of", integer(0, 20)},
			{"temperature", decimal(0, 2)},
			{"top_p", decimal(0, 1)},
			{"presence_penalty", decimal(-2, 2)},
			{"frequency_penalty", decimal(-2, 2)},
			{"logprobs", integer(0, 5)},
			{"echo", aBool},
			{"user", aString},
			{"seed", integer(math.MinInt, math.MaxInt)},
			{"logit_bias", logitBias},
			{"stop", stopSequencesRule()},
			{"stream", aBool},
			{"stream_options", object(nil, parameter{"include_usage", aBool}, parameter{"include_obfuscation", aBool}).rule},
		},
		conflicts: []Conflict{requiresTrue("stream_options", "stream"), bestOfTooFew},
	}}
}

// Embeddings returns the rules of embeddings.
func Embeddings() *Rules {
	return &Rules{Model: true, Shape: shape{
		required: need("input"), arguments: true,
		parameters: []parameter{
			{"model", aString},
			{"input", embeddingInput},
			{"encoding_format", anything},
			{"dimensions", anything},
			{"user", aString},
		},
	}}
}

// Moderations returns the rules of moderations.
func Moderations() *Rules {
	return &Rules{Shape: shape{
		required: need("input"), arguments: true,
		parameters: []parameter{
			{"model", aString},
			{"input", stringOr(aString, list("a string or an array", 0, math.MaxInt, stringOr(aString, moderationPartRule())))},
		},
	}}
}

// Responses returns the rules of responses.
func Responses() *Rules {
	return &Rules{Shape: shape{
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

// ResponseEvents are the rules of the event response.create of a WebSocket.
func ResponseEvents() *Rules {
	r := Responses()
	r.Shape = r.Shape.with(parameter{"type", aString}, parameter{"stream_id", aString}, parameter{"generate", aBool})
	r.Shape.conflicts = r.Shape.conflicts[1:] // stream_options need no stream, as all answers are streamed
	return r
}

// RealtimeRequests are the rules of the requests that conversations of the Realtime API
// make: what the client may send is checked there, but for the model.
func RealtimeRequests() *Rules { return &Rules{Shape: shape{open: true}} }
