package strict

import (
	"bytes"
	"math"
	"slices"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/skim"
)

// What OpenRouter's API takes, according to its published description. It ignores members that
// the description does not have, but for those of provider.

// OpenRouterChat returns the rules of chat.
func OpenRouterChat() *Rules {
	shape := open(
		parameter{"messages", list("an array of objects", 1, math.MaxInt, openRouterMessage())},
		parameter{"tools", list("an array of objects", 0, math.MaxInt, union(openRouterTool()))},
		parameter{"tool_choice", union(stringOr(toolChoiceWord(), openRouterToolChoice()))},
		parameter{"parallel_tool_calls", aBool},
		parameter{"response_format", openRouterFormat()},
		parameter{"modalities", list("an array of strings", 0, math.MaxInt, oneOf("text", "image", "audio"))},
		parameter{"prediction", open(
			parameter{"type", oneOf("content")},
			parameter{"content", union(stringOr(aString, list("an array of objects", 0, math.MaxInt, openRouterPart("text"))))},
		).missingFirst(absent(wanted{"type", `"content"`})).rule},
		parameter{"stop_server_tools_when", list("an array of objects", 1, math.MaxInt, openRouterStops())},
	)
	return openRouterRules(shape)
}

// OpenRouterCompletions returns the rules of legacy completions, which the description no longer
// has.
func OpenRouterCompletions() *Rules { return openRouterRules(open()) }

// OpenRouterResponses returns the rules of responses. What is in items and tools is for the provider
// of the model to check.
func OpenRouterResponses() *Rules {
	r := openRouterRules(open(
		parameter{"input", union(stringOr(aString, list("an array of objects", 0, math.MaxInt, anObject)))},
		parameter{"instructions", aString},
		parameter{"max_output_tokens", integer(math.MinInt, math.MaxInt)},
		parameter{"max_tool_calls", integer(math.MinInt, math.MaxInt)},
		parameter{"tools", list("an array of objects", 0, math.MaxInt, anObject)},
		parameter{"tool_choice", union(stringOr(toolChoiceWord(), anObject))},
		parameter{"parallel_tool_calls", aBool},
		parameter{"text", open(parameter{"format", anObject}, parameter{"verbosity", oneOf("low", "medium", "high", "xhigh", "max")}).rule},
		parameter{"include", listOfTexts()},
		parameter{"previous_response_id", aString},
		parameter{"safety_identifier", aString},
		parameter{"truncation", oneOf("auto", "disabled")},
		parameter{"background", aBool},
		parameter{"store", aBool},
	))
	r.First = nil
	return r
}

// OpenRouterEmbeddings returns the rules of embeddings.
func OpenRouterEmbeddings() *Rules {
	inputs := list("an array", 0, math.MaxInt, openRouterInput())
	shape := open(
		parameter{"input", union(stringOr(textLimits{least: 1}.rule, inputs))},
		parameter{"model", aString},
		parameter{"dimensions", integer(1, math.MaxInt)},
		parameter{"encoding_format", oneOf("float", "base64")},
		parameter{"input_type", aString},
		parameter{"user", aString},
		parameter{"provider", openRouterProvider()},
	)
	noModel := absent(wanted{"model", "string"})
	shape.missing = func(v *Validator, given Members) *apierr.Error {
		if given.Value("input") == nil {
			return refused("input", "Invalid input")
		}
		return noModel(v, given)
	}
	return &Rules{Unlisted: openRouterModelInvalid, Listed: withoutVariant, words: &openRouter, Shape: shape}
}

// openRouterRules adds what chat and legacy completions have in common.
func openRouterRules(o shape) *Rules {
	o = o.with(openRouterSampling()...).with(
		parameter{"model", aString},
		parameter{"models", list("an array of strings", 0, math.MaxInt, aString)},
		parameter{"provider", openRouterProvider()},
		parameter{"plugins", list("an array of objects", 0, math.MaxInt, openRouterPlugin())},
		parameter{"route", oneOf("fallback", "sort")},
		parameter{"reasoning", open(parameter{"effort", openRouterEffort()}, parameter{"summary", oneOf("auto", "concise", "detailed")}).rule},
		parameter{"reasoning_effort", openRouterEffort()},
		parameter{"service_tier", oneOf("auto", "default", "fast", "flex", "priority", "scale")},
		parameter{"session_id", atMost(256)},
		parameter{"user", aString},
		parameter{"metadata", valuesOf(aString)},
		parameter{"trace", open(texts("trace_id", "trace_name", "span_name", "generation_name", "parent_span_id")...).rule},
		parameter{"debug", open(parameter{"echo_upstream_body", aBool}).rule},
		parameter{"image_config", anObject},
		parameter{"cache_control", open(parameter{"type", oneOf("ephemeral")}, parameter{"ttl", oneOf("5m", "1h")}).
			missingFirst(absent(wanted{"type", `"ephemeral"`})).rule},
		parameter{"prompt_cache_key", aString},
		parameter{"prompt_cache_options", open(parameter{"mode", oneOf("explicit")}, parameter{"ttl", aString}).
			missingFirst(absent(wanted{"mode", `"explicit"`})).rule},
	).checked(tooManyModels, effortTwice)
	return &Rules{
		First:    []Conflict{promptMissing},
		Unlisted: openRouterModelInvalid, Listed: withoutVariant, Fallbacks: "models",
		words: &openRouter, Shape: o,
	}
}

// openRouterSampling returns the parameters that OpenRouter passes on. Their ranges depend on
// the model.
func openRouterSampling() (all []parameter) {
	for _, name := range []string{"temperature", "top_p", "top_a", "min_p", "frequency_penalty", "presence_penalty", "repetition_penalty"} {
		all = append(all, parameter{name, decimal(math.Inf(-1), math.Inf(1))})
	}
	for _, name := range []string{"max_tokens", "max_completion_tokens", "seed", "top_k", "top_logprobs"} {
		all = append(all, parameter{name, integer(math.MinInt, math.MaxInt)})
	}
	return append(all,
		parameter{"logit_bias", valuesOf(decimal(math.Inf(-1), math.Inf(1)))},
		parameter{"logprobs", aBool},
		parameter{"stop", union(stringOr(aString, list("an array of strings", 0, 4, aString)))},
		parameter{"stream", aBool},
		parameter{"stream_options", open(parameter{"include_usage", aBool}).rule},
	)
}

func openRouterEffort() rule {
	return oneOf("max", "xhigh", "high", "medium", "low", "minimal", "none")
}

// promptMissing refuses a request that asks nothing.
func promptMissing(_ *Validator, given Members) *apierr.Error {
	if given.Value("messages") != nil || given.Value("prompt") != nil {
		return nil
	}
	return refusedWhole(`Input required: specify "prompt" or "messages"`)
}

// tooManyModels refuses more models to fall back to than OpenRouter tries.
func tooManyModels(_ *Validator, given Members) *apierr.Error {
	n := 0
	if raw := given.Value("models"); raw != nil {
		in := skim.New(raw)
		for in.Array(); in.NextElem(); n++ {
			in.Raw()
		}
	}
	if n <= 3 {
		return nil
	}
	return refusedWhole("'models' array must have 3 items or fewer.")
}

// effortTwice refuses a reasoning effort that is given twice.
func effortTwice(v *Validator, given Members) *apierr.Error {
	raw := given.Value("reasoning")
	if raw == nil {
		return nil
	}
	reasoning := v.Members(raw)
	defer v.close(reasoning)
	effort, other := reasoning.Text("effort"), given.Text("reasoning_effort")
	switch {
	case effort != nil && reasoning.Value("max_tokens") != nil:
		return refusedWhole(`Only one of "reasoning.effort" and "reasoning.max_tokens" can be specified`)
	case effort != nil && other != nil && !bytes.Equal(effort, other):
		return refusedWhole(`Only one of "reasoning" and "reasoning_effort" may be provided`)
	}
	return nil
}

// withoutVariant cuts off a variant that every model has. Variants choose providers or add a
// search.
func withoutVariant(id []byte) []byte {
	at := bytes.LastIndexByte(id, ':')
	if at >= 0 && slices.Contains([]string{"nitro", "floor", "exacto", "online"}, string(id[at+1:])) {
		return id[:at]
	}
	return id
}
