package strict

import "math"

// What Mistral accepts: https://docs.mistral.ai/api and the requests in its Python client 3.7.

// MistralChat returns the rules of chat.
func MistralChat() *Rules {
	counts := integer(0, math.MaxInt)
	document := open(parameter{"name", aString}, parameter{"schema", anObject}, parameter{"strict", aBool})
	return provider{
		named: true,
		same: need("model", "stream", "top_p", "presence_penalty", "frequency_penalty", "n", "parallel_tool_calls",
			"logprobs", "top_logprobs", "prompt_cache_key", "reasoning_effort"),
		own: []parameter{
			{"messages", accentMessages(object,
				need("text", "image_url", "document_url", "reference", "file", "thinking", "input_audio", "resource", "resource_link"),
				parameter{"prefix", aBool})},
			{"temperature", decimal(0, 1.5)},
			{"max_tokens", counts},
			{"min_tokens", counts},
			{"stop", stopsUpTo(math.MaxInt)},
			{"random_seed", counts},
			{"metadata", anObject},
			{"response_format", variants("type", variant{"text", open()}, variant{"json_object", open()},
				variant{"json_schema", open(parameter{"json_schema", document.rule})})},
			{"tools", accentTools()},
			{"tool_choice", stringOr(oneOf("auto", "none", "any", "required"), chatToolChoiceRule())},
			{"repetition_penalty", decimal(0, math.Inf(1))},
			{"top_k", counts},
			{"prompt_logprobs", aBool},
			{"top_prompt_logprobs", counts},
			{"prediction", open(parameter{"type", oneOf("content")}, parameter{"content", aString}).rule},
			{"prompt_mode", oneOf("reasoning")},
			{"guardrails", listOfObjects()},
			{"service_tier", aString},
			{"safe_prompt", aBool},
		},
	}.rules(Chat())
}

// MistralEmbeddings returns the rules of embeddings.
func MistralEmbeddings() *Rules {
	return provider{
		named: true,
		same:  need("model", "input", "encoding_format"),
		own: []parameter{
			{"metadata", anObject},
			{"output_dimension", integer(1, math.MaxInt)},
			{"output_dtype", oneOf("float", "int8", "uint8", "binary", "ubinary")},
		},
	}.rules(Embeddings())
}

// MistralModerations returns the rules of moderations.
func MistralModerations() *Rules {
	return provider{named: true, same: need("model", "input"), own: []parameter{{"metadata", anObject}}}.rules(Moderations())
}

// MistralFIM returns the rules of Mistral's completions of code between a prompt and a suffix.
func MistralFIM() *Rules {
	return &Rules{Model: true, Shape: shape{
		required: need("prompt"), arguments: true,
		parameters: []parameter{
			{"model", aString},
			{"prompt", aString},
			{"suffix", aString},
			{"temperature", decimal(0, 1.5)},
			{"top_p", decimal(0, 1)},
			{"max_tokens", integer(0, math.MaxInt)},
			{"min_tokens", integer(0, math.MaxInt)},
			{"stop", stringOr(aString, list("an array of strings", 0, math.MaxInt, aString))},
			{"stream", aBool},
			{"random_seed", integer(0, math.MaxInt)},
			{"metadata", anObject},
			{"prompt_cache_key", aString},
		},
	}}
}
