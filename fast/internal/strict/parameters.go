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
		parameters: chatParameters(),
		conflicts: []Conflict{
			mutuallyExclusive("functions", "tools"),
			mutuallyExclusive("max_tokens", "max_completion_tokens"),
			requiresOther("function_call", "functions"),
			requiresOther("tool_choice", "tools"),
			forcedWithoutTools,
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

func chatParameters() []parameter {
	return []parameter{
		{"model", aString},
		{"messages", list("an array of objects", 1, math.MaxInt, messageRule())},
		{"functions", list("an array of objects", 1, 128, legacyFunction().rule)},
		{"function_call", stringOr(oneOf("none", "auto"), named().rule)},
		{"tools", list("an array of objects", 0, 128, chatToolRule())},
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
	}
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

// RealtimeRequests returns the rules of the requests that conversations of the Realtime API
// make: what the client may send is checked there, but for the model.
func RealtimeRequests() *Rules { return &Rules{Shape: shape{open: true}} }
