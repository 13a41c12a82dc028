package strict

import (
	"math"
	"slices"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/skim"
)

// What Anthropic's API takes, according to the types in its clients.

// Messages returns the rules of messages. unlisted refuses a model that is not listed.
func Messages(unlisted func(id []byte) *apierr.Error) *Rules {
	return &Rules{
		Headers: versionMissing, Unlisted: unlisted, words: &anthropic,
		Shape: object(need("model", "max_tokens", "messages"), promptMembers()...).with(
			parameter{"max_tokens", integer(0, math.MaxInt)},
			parameter{"stream", aBool},
			parameter{"stop_sequences", list("an array of strings", 0, math.MaxInt, aString)},
			parameter{"temperature", decimal(0, 1)},
			parameter{"top_p", decimal(0, 1)},
			parameter{"top_k", integer(0, math.MaxInt)},
			parameter{"metadata", object(nil, texts("user_id")...).rule},
			parameter{"service_tier", oneOf("auto", "standard_only")},
			parameter{"inference_geo", aString},
			parameter{"container", stringOr(aString, anObject)},
		).with(unchecked("diagnostics", "fallbacks", "fallback_credit_token")...).checked(
			messagesMissing, contentEmpty, toolUsesUnpaired, toolsAlike, toolsMissing, cacheMarksWrong, budgetTooLarge, thoughtAndForced, thoughtAndWarm,
		),
	}
}

// Invoke returns the rules of messages in the form of Amazon Bedrock: the path names the model
// and whether the answer is a stream, the body the version of the API. That is any text, since
// Anthropic's newest client sends the version of its own API.
func Invoke() *Rules { return hosted() }

// RawPredict returns the same rules in the form of Vertex AI, whose bodies may also say that the answer
// is a stream.
func RawPredict() *Rules {
	r := hosted()
	r.Shape = r.Shape.with(parameter{"stream", aBool})
	return r
}

// VertexCountTokens returns the rules of counting the tokens of a prompt on Vertex AI.
func VertexCountTokens(unlisted func(id []byte) *apierr.Error) *Rules {
	r := CountTokens(unlisted)
	r.Headers = nil
	r.Shape = r.Shape.with(parameter{"anthropic_version", aString})
	return r
}

func hosted() *Rules {
	r := Messages(nil)
	r.Headers, r.Named = nil, true
	r.Shape.required = need("anthropic_version", "max_tokens", "messages")
	r.Shape.parameters = slices.DeleteFunc(r.Shape.parameters, func(p parameter) bool { return p.name == "model" || p.name == "stream" })
	r.Shape = r.Shape.with(
		parameter{"anthropic_version", aString},
		parameter{"anthropic_beta", list("an array of strings", 0, math.MaxInt, aString)},
	)
	return r
}

// CountTokens returns the rules of counting the tokens of a prompt.
func CountTokens(unlisted func(id []byte) *apierr.Error) *Rules {
	return &Rules{
		Headers: versionMissing, Unlisted: unlisted, words: &anthropic,
		Shape: object(need("model", "messages"), promptMembers()...).checked(messagesMissing, contentEmpty, toolUsesUnpaired, toolsAlike, toolsMissing, cacheMarksWrong),
	}
}

// promptMembers returns the members of all requests with a prompt. Members of the beta API are taken,
// too: a body does not say whether a client uses it.
func promptMembers() []parameter {
	return append([]parameter{
		{"model", aString},
		{"speed", oneOf("standard", "fast")},
		{"messages", list("an array of objects", 0, 100_000, turnRule())},
		{"system", stringOr(aString, list("an array of objects", 0, math.MaxInt, textBlockRule()))},
		{"tools", list("an array of objects", 0, math.MaxInt, clientToolRule())},
		{"tool_choice", variants("type",
			variant{"auto", object(nil, parameter{"disable_parallel_tool_use", aBool})},
			variant{"any", object(nil, parameter{"disable_parallel_tool_use", aBool})},
			variant{"tool", object(need("name"), parameter{"name", aString}, parameter{"disable_parallel_tool_use", aBool})},
			variant{"none", object(nil)},
		)},
		{"thinking", variants("type",
			variant{"enabled", object(need("budget_tokens"), parameter{"budget_tokens", integer(1024, math.MaxInt)}, thinkingDisplay())},
			variant{"disabled", object(nil)},
			variant{"adaptive", object(nil, thinkingDisplay())},
			variant{"between_tools", object(nil)},
		)},
		{"output_config", shape{open: true, parameters: []parameter{
			{"effort", oneOf("low", "medium", "high", "xhigh", "max")},
			{"format", outputFormatRule()},
		}}.rule},
		{"output_format", outputFormatRule()},
		cacheControl(),
	}, unchecked("context_management", "mcp_servers")...)
}

func thinkingDisplay() parameter {
	return parameter{"display", oneOf("summarized", "omitted")}
}

func outputFormatRule() rule {
	return variants("type", variant{"json_schema", object(need("schema"), parameter{"schema", anObject})})
}

// clientToolRule takes tools. Those that Anthropic defines are not checked.
func clientToolRule() rule {
	name := textLimits{least: 1, most: 128, pattern: `^[a-zA-Z0-9_-]{1,128}$`, fits: isNameByte}
	custom := object(need("name", "input_schema"),
		parameter{"name", name.rule},
		parameter{"input_schema", shape{open: true, required: need("type"), parameters: []parameter{{"type", oneOf("object")}}}.rule},
		parameter{"description", aString},
		parameter{"type", aString},
		parameter{"strict", aBool},
		parameter{"defer_loading", aBool},
		cacheControl(),
	).with(unchecked("allowed_callers", "eager_input_streaming", "input_examples")...)
	return func(v *Validator, raw []byte) *apierr.Error {
		if kindOf(raw) != skim.Object {
			return v.wrongType("an object", raw)
		}
		given := v.Members(raw)
		defer v.close(given)
		if given.Value("type") != nil && !given.is("type", "custom") {
			return nil
		}
		v.path = append(v.path, pathStep{name: "custom"})
		err := custom.Refuse(v, given)
		v.path = v.path[:len(v.path)-1]
		return err
	}
}

// cacheControl marks where a prompt is cached.
func cacheControl() parameter {
	return parameter{"cache_control", variants("type", variant{"ephemeral", shape{open: true, parameters: []parameter{{"ttl", oneOf("5m", "1h")}}}})}
}

// versionMissing wants a version of the API to be named.
func versionMissing(h *fasthttp.RequestHeader) *apierr.Error {
	if len(h.Peek("Anthropic-Version")) > 0 {
		return nil
	}
	return refused("anthropic-version", "header is required")
}
