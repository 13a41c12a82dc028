package strict

import (
	"math"
	"slices"
)

// What vLLM accepts: https://docs.vllm.ai/en/v0.11.0/serving/openai_compatible_server.html and
// the requests in its source of 2026, vllm/entrypoints/openai/…/protocol.py. Its OpenAIBaseModel
// allows other members ("OpenAI API does allow extra fields") and ignores them.

// VLLMChat returns the rules of chat.
func VLLMChat() *Rules {
	return provider{
		open: true,
		same: need("model", "logit_bias", "logprobs", "max_tokens", "max_completion_tokens", "n", "presence_penalty",
			"frequency_penalty", "seed", "stream", "top_p", "user", "tool_choice", "parallel_tool_calls", "reasoning_effort"),
		own: append(vllmText(),
			parameter{"messages", accentMessages(ignoring,
				need("text", "refusal", "image_url", "image_pil", "image_embeds", "input_audio", "audio_url", "audio_embeds", "video_url", "thinking", "file"),
				parameter{"reasoning", aString}, parameter{"reasoning_content", aString})},
			parameter{"tools", accentTools()},
			parameter{"top_logprobs", integer(-1, math.MaxInt)},
			parameter{"include_reasoning", aBool},
			parameter{"echo", aBool},
			parameter{"add_generation_prompt", aBool},
			parameter{"continue_final_message", aBool},
			parameter{"documents", listOfObjects()},
			parameter{"chat_template", aString},
			parameter{"chat_template_kwargs", anObject},
			parameter{"media_io_kwargs", anObject},
			parameter{"mm_processor_kwargs", anObject},
			parameter{"return_prompt_text", aBool},
		),
		conflicts: []Conflict{requiresTrue("top_logprobs", "logprobs"), requiresTrue("stream_options", "stream")},
	}.rules(Chat())
}

// VLLMCompletions returns the rules of legacy completions.
func VLLMCompletions() *Rules {
	return provider{
		open: true,
		same: need("model", "prompt", "suffix", "echo", "frequency_penalty", "presence_penalty", "logit_bias", "max_tokens",
			"n", "seed", "stream", "top_p", "user"),
		own: append(vllmText(),
			parameter{"logprobs", integer(-1, math.MaxInt)},
			parameter{"prompt_embeds", stringOr(aString, listOfTexts())},
		),
		conflicts: []Conflict{requiresTrue("stream_options", "stream")},
	}.rules(Completions())
}

// VLLMEmbeddings returns the rules of embeddings.
func VLLMEmbeddings() *Rules {
	return provider{
		open: true,
		same: need("model", "input", "encoding_format", "dimensions", "user"),
		own: []parameter{
			{"truncate_prompt_tokens", integer(-1, math.MaxInt)},
			{"truncation_side", oneOf("left", "right")},
			{"add_special_tokens", aBool},
			{"additional_data", anything},
			{"normalize", aBool},
			{"embed_dtype", aString},
			{"endianness", oneOf("native", "big", "little")},
			{"priority", integer(math.MinInt, math.MaxInt)},
			{"request_id", aString},
			{"cache_salt", aString},
			{"mm_processor_kwargs", anObject},
		},
	}.rules(Embeddings())
}

// vllmText returns the parameters that chat and legacy completions have in common.
func vllmText() []parameter {
	return slices.Concat([]parameter{
		{"temperature", decimal(0, math.Inf(1))},
		{"stop", stopsUpTo(math.MaxInt)},
		{"stream_options", usageOption(ignoring, parameter{"continuous_usage_stats", aBool})},
		{"response_format", variants("type", variant{"text", open()}, variant{"json_object", open()},
			variant{"json_schema", open(parameter{"json_schema", anObject})}, variant{"structural_tag", open()})},
	}, vllmSampling(), vllmGuided(), vllmServing())
}

// vllmSampling returns the parameters that say how tokens are chosen.
func vllmSampling() []parameter {
	number, whole := decimal(math.Inf(-1), math.Inf(1)), integer(math.MinInt, math.MaxInt)
	tokens := list("an array of integers", 0, math.MaxInt, whole)
	return []parameter{
		{"best_of", whole},
		{"use_beam_search", aBool},
		{"top_k", integer(-1, math.MaxInt)},
		{"min_p", decimal(0, 1)},
		{"repetition_penalty", decimal(0, math.Inf(1))},
		{"length_penalty", number},
		{"stop_token_ids", tokens},
		{"include_stop_str_in_output", aBool},
		{"ignore_eos", aBool},
		{"min_tokens", integer(0, math.MaxInt)},
		{"skip_special_tokens", aBool},
		{"spaces_between_special_tokens", aBool},
		{"truncate_prompt_tokens", integer(-1, math.MaxInt)},
		{"truncation_side", oneOf("left", "right")},
		{"prompt_logprobs", whole},
		{"logprob_token_ids", tokens},
		{"allowed_token_ids", tokens},
		{"bad_words", listOfTexts()},
		{"add_special_tokens", aBool},
		{"thinking_token_budget", whole},
		{"repetition_detection", anObject},
	}
}

// vllmGuided returns the parameters that say which form the text must have.
func vllmGuided() []parameter {
	return []parameter{
		{"structured_outputs", open(parameter{"regex", aString}, parameter{"choice", listOfTexts()}, parameter{"grammar", aString}).rule},
		{"guided_json", anything},
		{"guided_regex", aString},
		{"guided_choice", listOfTexts()},
		{"guided_grammar", aString},
		{"guided_decoding_backend", aString},
		{"guided_whitespace_pattern", aString},
		{"structural_tag", anything},
	}
}

// vllmServing returns the parameters that say how a request is served.
func vllmServing() []parameter {
	return []parameter{
		{"priority", integer(math.MinInt, math.MaxInt)},
		{"request_id", aString},
		{"session_id", aString},
		{"logits_processors", list("an array", 0, math.MaxInt, stringOr(aString, anObject))},
		{"return_tokens_as_token_ids", aBool},
		{"return_token_ids", aBool},
		{"cache_salt", textLimits{least: 1}.rule},
		{"kv_transfer_params", anObject},
		{"ec_transfer_params", anObject},
		{"vllm_xargs", anObject},
		{"stream_interval", integer(1, math.MaxInt)},
	}
}
