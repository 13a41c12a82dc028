package fast

import (
	"math"

	"mock-openai/fast/skim"
)

// What the real API takes, in the order in which it looks at it: both, and the
// wording of refusals, follow published recordings of the API. What it says of
// functions beside tools is not among them; it is worded like its other
// combinations.

func chatEndpoint() *endpoint {
	return &endpoint{
		model: true,
		shape: shape{required: []string{"messages"}, closed: true, parameters: []parameter{
			{"model", aString},
			{"messages", list("an array of objects", 1, math.MaxInt, messageRule())},
			{"functions", list("an array of objects", 1, 128, namedRule())},
			{"function_call", stringOr(oneOf("none", "auto"), namedRule())},
			{"tools", list("an array of objects", 1, 128, toolRule())},
			{"tool_choice", stringOr(oneOf("none", "auto", "required"), anObject)},
			{"parallel_tool_calls", aBool},
			{"max_completion_tokens", integer(1, math.MaxInt)},
			{"n", integer(1, maxChoices)},
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
			{"prompt_cache_retention", oneOf("in_memory", "24h")},
			{"response_format", responseFormatRule()},
			{"service_tier", oneOf("auto", "default", "fast", "flex", "scale", "priority")},
			{"max_tokens", integer(1, math.MaxInt)},
			{"reasoning_effort", oneOf("none", "minimal", "low", "medium", "high", "xhigh")},
			{"logit_bias", anObject},
			{"stop", stopSequencesRule()},
			{"stream", aBool},
			{"stream_options", streamOptionsRule()},
			{"store", aBool},
			{"metadata", metadataRule},
			{"prediction", anObject},
			{"verbosity", oneOf("low", "medium", "high")},
			{"modalities", list("an array of strings", 1, 2, oneOf("text", "audio"))},
			{"audio", anObject},
			{"web_search_options", anObject},
		}},
		conflicts: []conflict{
			apart("functions", "tools"),
			apart("max_tokens", "max_completion_tokens"),
			specifiedWith("function_call", "functions"),
			specifiedWith("tool_choice", "tools"),
			specifiedWith("parallel_tool_calls", "tools"),
			enabledBy("top_logprobs", "logprobs"),
			enabledBy("stream_options", "stream"),
			jsonUnmentioned,
			contentMissing,
		},
	}
}

func completionsEndpoint() *endpoint {
	return &endpoint{
		model: true,
		shape: shape{closed: true, parameters: []parameter{
			{"model", aString},
			{"prompt", anything},
			{"suffix", aString},
			{"max_tokens", integer(0, math.MaxInt)},
			{"n", integer(1, maxChoices)},
			{"best_of", integer(1, 20)},
			{"temperature", decimal(0, 2)},
			{"top_p", decimal(0, 1)},
			{"presence_penalty", decimal(-2, 2)},
			{"frequency_penalty", decimal(-2, 2)},
			{"logprobs", integer(0, 5)},
			{"echo", aBool},
			{"user", aString},
			{"seed", integer(math.MinInt, math.MaxInt)},
			{"logit_bias", anObject},
			{"stop", stopSequencesRule()},
			{"stream", aBool},
			{"stream_options", streamOptionsRule()},
		}},
		conflicts: []conflict{enabledBy("stream_options", "stream")},
	}
}

func embeddingsEndpoint() *endpoint {
	return &endpoint{
		model: true,
		shape: shape{required: []string{"input"}, closed: true, parameters: []parameter{
			{"model", aString},
			{"input", anything},
			{"encoding_format", anything},
			{"dimensions", anything},
			{"user", aString},
		}},
	}
}

func moderationsEndpoint() *endpoint {
	return &endpoint{
		shape: shape{required: []string{"input"}, closed: true, parameters: []parameter{
			{"model", aString},
			{"input", anything},
		}},
	}
}

func responsesEndpoint() *endpoint {
	e := &endpoint{
		shape: shape{required: []string{"model"}, parameters: []parameter{
			{"model", aString},
			{"input", stringOr(aString, list("one of a string or array of objects", 0, math.MaxInt, anObject))},
			{"instructions", aString},
			{"max_output_tokens", integer(16, math.MaxInt)},
			{"max_tool_calls", integer(1, math.MaxInt)},
			{"tools", list("an array of objects", 0, 128, flatToolRule())},
			{"tool_choice", stringOr(oneOf("none", "auto", "required"), anObject)},
			{"parallel_tool_calls", aBool},
			{"temperature", decimal(0, 2)},
			{"top_p", decimal(0, 1)},
			{"top_logprobs", integer(0, 20)},
			{"text", shape{parameters: []parameter{{"format", textFormatRule()}, {"verbosity", oneOf("low", "medium", "high")}}}.rule},
			{"reasoning", shape{parameters: []parameter{
				{"effort", oneOf("none", "minimal", "low", "medium", "high", "xhigh", "max")},
				{"summary", oneOf("auto", "concise", "detailed")},
			}}.rule},
			{"truncation", oneOf("auto", "disabled")},
			{"service_tier", oneOf("auto", "default", "flex", "scale", "priority", "fast", "ultrafast")},
			{"previous_response_id", aString},
			{"user", aString},
			{"safety_identifier", aString},
			{"prompt_cache_key", aString},
			{"prompt_cache_retention", oneOf("in_memory", "24h")},
			{"background", aBool},
			{"store", aBool},
			{"stream", aBool},
			{"stream_options", streamOptionsRule()},
			{"metadata", metadataRule},
			{"include", list("an array of strings", 0, math.MaxInt, aString)},
			{"prompt", anObject},
			{"prompt_cache_options", anObject},
			{"conversation", stringOr(aString, anObject)},
			{"context_management", anything},
			{"moderation", anObject},
		}},
		conflicts: []conflict{inputMissing, enabledBy("stream_options", "stream")},
	}
	e.conflicts = append(e.conflicts, unknownTo(&e.shape))
	return e
}

func stopSequencesRule() rule {
	return stringOr(aString, list("one of a string or array of strings", 0, 4, aString))
}

func streamOptionsRule() rule {
	return shape{closed: true, parameters: []parameter{{"include_usage", aBool}, {"include_obfuscation", aBool}}}.rule
}

// namedRule takes objects with a name.
func namedRule() rule { return having("name", aString) }

// having takes objects of which a member is required.
func having(member string, r rule) rule {
	return shape{required: []string{member}, parameters: []parameter{{member, r}}}.rule
}

func toolRule() rule {
	return variants("type", variant{"function", having("function", namedRule())}, variant{"custom", having("custom", namedRule())})
}

func responseFormatRule() rule {
	return variants("type", variant{"json_object", anObject}, variant{"json_schema", having("json_schema", namedRule())}, variant{"text", anObject})
}

// flatToolRule takes the tools of a response. Only those that the answer may call
// have a name.
func flatToolRule() rule {
	typed, named := having("type", aString), having("name", aString)
	return func(in *reader, name string) *apiError {
		switch string(in.member("type")) {
		case `"function"`, `"custom"`:
			return named(in, name)
		}
		return typed(in, name)
	}
}

func textFormatRule() rule {
	document := shape{required: []string{"name", "schema"}, parameters: []parameter{{"name", aString}, {"schema", anObject}}}
	return variants("type", variant{"text", anObject}, variant{"json_schema", document.rule}, variant{"json_object", anObject})
}

func messageRule() rule {
	said := parameter{"content", contentRule()}
	calls := parameter{"tool_calls", list("an array of objects", 1, math.MaxInt, anObject)}
	return variants("role",
		variant{"system", shape{parameters: []parameter{said}}.rule},
		variant{"assistant", shape{parameters: []parameter{said, calls}}.rule},
		variant{"user", shape{parameters: []parameter{said}}.rule},
		variant{"function", shape{required: []string{"name"}, parameters: []parameter{said}}.rule},
		variant{"tool", shape{required: []string{"tool_call_id"}, parameters: []parameter{said}}.rule},
		variant{"developer", shape{required: []string{"content"}, parameters: []parameter{said}}.rule},
	)
}

// contentRule takes what a message says.
func contentRule() rule {
	return stringOr(aString, list("one of a string or array of objects", 0, math.MaxInt, variants("type",
		variant{"text", having("text", aString)},
		variant{"image_url", having("image_url", anObject)},
		variant{"input_audio", having("input_audio", anObject)},
		variant{"refusal", having("refusal", aString)},
		variant{"audio", anObject},
		variant{"file", having("file", anObject)},
	)))
}

// metadataRule takes up to 16 texts by name.
func metadataRule(in *reader, name string) *apiError {
	const most = 16
	if in.Kind() != skim.Object {
		return in.reject(name, "an object")
	}
	given := takeMembers(in)
	if len(given) > most {
		return errTooMany(name, most, len(given))
	}
	for _, m := range given {
		value := reader{skim.New(m.raw)}
		if err := aString(&value, name+"."+m.name); err != nil {
			return err
		}
	}
	return nil
}
