package strict

import (
	"math"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/skim"
)

// openRouterMessage checks a message of a chat.
func openRouterMessage() rule {
	content := func(types ...string) parameter {
		return parameter{"content", union(stringOr(aString, list("an array of objects", 0, math.MaxInt, openRouterPart(types...))))}
	}
	instruction := open(content("text"), parameter{"name", aString}).missingFirst(contentAbsent)
	all := content("text", "image_url", "input_audio", "input_video", "video_url", "file")
	function := open(texts("name", "arguments")...).missingFirst(absent(wanted{"name", "string"}, wanted{"arguments", "string"}))
	call := open(parameter{"id", aString}, parameter{"type", oneOf("function")}, parameter{"function", function.rule}).
		missingFirst(absent(wanted{"id", "string"}, wanted{"type", `"function"`}, wanted{"function", "object"}))
	noCall := absent(wanted{"tool_call_id", "string"})
	return variants("role",
		variant{"system", instruction},
		variant{"developer", instruction},
		variant{"user", open(all, parameter{"name", aString}).missingFirst(contentAbsent)},
		variant{"assistant", open(all, parameter{"name", aString}, parameter{"reasoning", aString}, parameter{"refusal", aString},
			parameter{"tool_calls", list("an array of objects", 0, math.MaxInt, call.rule)},
			parameter{"reasoning_details", list("an array of objects", 0, math.MaxInt, anObject)})},
		variant{"tool", open(all, parameter{"tool_call_id", aString}).missingFirst(func(v *Validator, given Members) *apierr.Error {
			if err := contentAbsent(v, given); err != nil {
				return err
			}
			return noCall(v, given)
		})},
	)
}

func contentAbsent(v *Validator, given Members) *apierr.Error {
	if given.Value("content") == nil {
		return v.words.missing(v.at("content"))
	}
	return nil
}

// openRouterPart checks a part of one of these types. What is in it, the model's provider
// checks.
func openRouterPart(types ...string) rule {
	all := make([]variant, len(types))
	for i, name := range types {
		all[i] = variant{name, open()}
		if name == "text" {
			all[i].shape = open(texts("text")...).missingFirst(absent(wanted{"text", "string"}))
		}
	}
	return variants("type", all...)
}

// openRouterTool checks a tool: a function, or one of OpenRouter's own.
func openRouterTool() rule {
	return functionOr(open(parameter{"name", atMost(64)}, parameter{"parameters", anObject}, parameter{"strict", aBool}))
}

// openRouterToolChoice checks a choice of a tool. Choices that are words are not for it.
func openRouterToolChoice() rule { return functionOr(open(texts("name")...)) }

// functionOr checks objects that have a type. Those of the type function must have a function
// with a name.
func functionOr(function shape) rule {
	function.required = need("name")
	check := function.rule
	return func(v *Validator, raw []byte) *apierr.Error {
		if kindOf(raw) != skim.Object {
			return v.wrongType("an object", raw)
		}
		given := v.Members(raw)
		defer v.close(given)
		kind, member := given.Value("type"), given.Value("function")
		switch {
		case kindOf(kind) != skim.String, isText(kind, "function") && member == nil:
			return v.words.missing(v.at("function"))
		case isText(kind, "function"):
			return v.member("function", member, check)
		}
		return nil
	}
}

// openRouterFormat checks the format of the answer.
func openRouterFormat() rule {
	schema := open(parameter{"name", atMost(64)}, parameter{"schema", anObject}, parameter{"strict", aBool}).
		missingFirst(absent(wanted{"name", "string"}))
	return variants("type",
		variant{"text", open()},
		variant{"json_object", open()},
		variant{"json_schema", open(parameter{"json_schema", schema.rule}).missingFirst(absent(wanted{"json_schema", "object"}))},
		variant{"grammar", open(texts("grammar")...).missingFirst(absent(wanted{"grammar", "string"}))},
		variant{"python", open()},
	)
}

// openRouterInput checks one of several inputs of embeddings: a text, a token, tokens, or parts.
func openRouterInput() rule {
	tokens := list("an array", 0, math.MaxInt, decimal(math.Inf(-1), math.Inf(1)))
	parts := list("an array of objects", 1, math.MaxInt, openRouterPart("text", "image_url", "input_audio", "input_video", "input_file"))
	input := open(parameter{"content", parts}).missingFirst(contentAbsent)
	return numberOr(stringOr(textLimits{least: 1}.rule, func(v *Validator, raw []byte) *apierr.Error {
		if kindOf(raw) == skim.Array {
			return tokens(v, raw)
		}
		return input.rule(v, raw)
	}))
}
