package strict

import "math"

// What providers accept whose API is OpenAI's with other parameters, according to their
// references. OpenRouter has a description of its own.

// provider is what one provider accepts.
type provider struct {
	named     bool        // a request must name a model
	open      bool        // parameters that are in no list are ignored
	same      []string    // parameters with OpenAI's rules
	own       []parameter // all others
	conflicts []Conflict
}

// rules returns the rules of p, where OpenAI has those of base.
func (p provider) rules(base *Rules) *Rules {
	o := base.Shape.only(p.same...).with(p.own...).checked(p.conflicts...)
	o.required, o.arguments, o.open = base.Shape.required, base.Shape.arguments, p.open
	return &Rules{Model: p.named, Shape: o}
}

// DeepSeekChat returns the rules of DeepSeek's chats, as in
// https://api-docs.deepseek.com/api/create-chat-completion.
//
// DeepSeek reads requests into types, and refuses values that do not fit them
// (https://github.com/cline/cline/issues/230). Members that its types lack are ignored, as its
// documentation of Anthropic's format says: https://api-docs.deepseek.com/guides/anthropic_api
func DeepSeekChat() *Rules {
	return provider{
		named: true,
		open:  true,
		same: need("model", "frequency_penalty", "presence_penalty", "max_tokens", "stream", "temperature", "top_p",
			"tool_choice", "logprobs", "top_logprobs"),
		own: []parameter{
			{"messages", accentMessages(ignoring, need("text", "image_url"), parameter{"prefix", aBool}, parameter{"reasoning_content", aString})},
			{"tools", accentTools("function")},
			{"thinking", open(parameter{"type", oneOf("enabled", "disabled", "auto")}).rule},
			{"reasoning_effort", oneOf("minimal", "low", "medium", "high", "xhigh", "max", "ultra")},
			{"response_format", variants("type", variant{"text", open()}, variant{"json_object", open()})},
			{"stop", stopsUpTo(16)},
			{"stream_options", usageOption(ignoring)},
			{"user_id", aString},
		},
		conflicts: []Conflict{
			requiresTrue("top_logprobs", "logprobs"), requiresTrue("stream_options", "stream"),
			jsonUnmentioned, toolMessagesUnpaired, contentMissing,
		},
	}.rules(Chat())
}

// DeepSeekCompletions returns the rules of DeepSeek's completions, as in
// https://api-docs.deepseek.com/api/create-completion.
func DeepSeekCompletions() *Rules {
	return provider{
		named: true,
		open:  true,
		same:  need("model", "echo", "frequency_penalty", "presence_penalty", "max_tokens", "stream", "suffix", "temperature", "top_p"),
		own: []parameter{
			{"prompt", aString},
			{"logprobs", integer(0, 20)},
			{"stop", stopsUpTo(16)},
			{"stream_options", usageOption(ignoring)},
		},
		conflicts: []Conflict{requiresTrue("stream_options", "stream")},
	}.rules(Completions())
}

// GroqChat returns the rules of Groq's chats, as in
// https://console.groq.com/docs/api-reference#chat-create.
func GroqChat() *Rules {
	domains := object(nil, parameter{"country", aString}, parameter{"include_domains", listOfTexts()},
		parameter{"exclude_domains", listOfTexts()}, parameter{"include_images", aBool})
	return provider{
		named: true,
		same: need("model", "frequency_penalty", "presence_penalty", "functions", "logit_bias", "logprobs", "top_logprobs",
			"max_completion_tokens", "max_tokens", "metadata", "n", "parallel_tool_calls", "response_format", "seed", "stop", "store",
			"stream", "temperature", "tool_choice", "top_p", "user"),
		own: []parameter{
			{"messages", accentMessages(object, need("text", "image_url", "document"), parameter{"reasoning", aString})},
			{"tools", accentTools()},
			{"function_call", stringOr(toolChoiceWord(), named().rule)},
			{"stream_options", usageOption(object)},
			{"citation_options", oneOf("enabled", "disabled")},
			{"compound_custom", object(nil, parameter{"models", anObject}, parameter{"tools", anObject}).rule},
			{"disable_tool_validation", aBool},
			{"documents", listOfObjects()},
			{"include_domains", listOfTexts()},
			{"exclude_domains", listOfTexts()},
			{"search_settings", domains.rule},
			{"include_reasoning", aBool},
			{"reasoning_format", oneOf("hidden", "raw", "parsed")},
			{"reasoning_effort", oneOf("none", "default", "low", "medium", "high")},
			{"service_tier", oneOf("auto", "on_demand", "flex", "performance")},
		},
		conflicts: []Conflict{
			mutuallyExclusive("functions", "tools"), mutuallyExclusive("include_reasoning", "reasoning_format"),
			requiresTrue("top_logprobs", "logprobs"), requiresTrue("stream_options", "stream"), jsonUnmentioned, contentMissing,
		},
	}.rules(Chat())
}

// GeminiCompatible returns base with Google's own parameters, and without those that Google
// refuses: https://ai.google.dev/gemini-api/docs/openai,
// https://github.com/liliMozi/openhanako/issues/394 (store),
// https://github.com/FuzzAnything/PromptFuzz/issues/42 (web_search_options).
func GeminiCompatible(base *Rules) *Rules {
	google := parameter{"google", open(parameter{"thinking_config", anObject}, parameter{"cached_content", aString}).rule}
	base.Shape = base.Shape.without("store", "web_search_options").with(parameter{"extra_body", open(google).rule}, google)
	return base
}

// CohereCompatible returns base without the parameters that Cohere does not support at its path for
// OpenAI's clients: https://docs.cohere.com/docs/compatibility-api
func CohereCompatible(base *Rules) *Rules {
	base.Shape = base.Shape.without("store", "metadata", "logit_bias", "top_logprobs", "n", "modalities", "prediction", "audio",
		"service_tier", "parallel_tool_calls", "reasoning_effort", "response_format").
		with(parameter{"reasoning_effort", oneOf("none", "high")}, parameter{"response_format", variants("type", variant{"text", open()},
			variant{"json_object", open(parameter{"schema", anObject})}, variant{"json_schema", open(parameter{"json_schema", anObject})})})
	return base
}

// CohereCompatibleEmbeddings returns the rules of embeddings there.
func CohereCompatibleEmbeddings() *Rules {
	base := Embeddings()
	base.Shape = base.Shape.without("dimensions", "user")
	return base
}

// shaped makes the shape of an object with these members: object or ignoring.
type shaped func(required []string, parameters ...parameter) shape

// accentMessages checks the messages of a chat. Parts are the types of parts of a content. An
// assistant's message may have more members.
func accentMessages(of shaped, parts []string, more ...parameter) rule {
	all := make([]variant, len(parts))
	for i, name := range parts {
		all[i] = variant{name, open()}
	}
	content := parameter{"content", stringOr(aString, list("one of a string or array of objects", 0, math.MaxInt, variants("type", all...)))}
	name := parameter{"name", authorName()}
	call := open(parameter{"id", aString}, parameter{"type", oneOf("function")}, parameter{"function", object(need("name", "arguments"),
		parameter{"name", functionName()}, parameter{"arguments", stringOr(aString, anObject)}).rule})
	call.required = need("function")
	assistant := of(nil, content, name, parameter{"refusal", aString}, parameter{"function_call", anObject},
		parameter{"tool_calls", list("an array of objects", 0, math.MaxInt, call.rule)}).
		with(unchecked("annotations", "audio", "parsed")...).with(more...)
	each := variants("role",
		variant{"system", of(need("content"), content, name)},
		variant{"developer", of(need("content"), content, name)},
		variant{"user", of(nil, content, name)},
		variant{"assistant", assistant},
		variant{"tool", of(nil, content, name, parameter{"tool_call_id", aString})},
		variant{"function", of(need("name"), content, name)},
	)
	return list("an array of objects", 1, math.MaxInt, each)
}

// accentTools checks tools of these types, or of any if there are none: functions, whatever
// their schemas, or others.
func accentTools(types ...string) rule {
	function := open(parameter{"name", functionName()}, parameter{"description", aString}, parameter{"parameters", anObject}, parameter{"strict", aBool})
	function.required = need("name")
	tool := open(parameter{"function", function.rule})
	if len(types) > 0 {
		tool = tool.with(parameter{"type", oneOf(types...)})
	}
	return list("an array of objects", 0, math.MaxInt, tool.rule)
}

func usageOption(of shaped, more ...parameter) rule {
	return of(nil, parameter{"include_usage", aBool}).with(more...).rule
}
