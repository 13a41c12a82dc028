package strict

import (
	"math"
	"strconv"
	"unicode/utf8"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
)

// Rules for single parameters.

func stopSequencesRule() rule { return stopsUpTo(4) }

// stopsUpTo accepts up to that many stop sequences.
func stopsUpTo(most int) rule {
	return stringOr(aString, list("one of a string or array of strings", 0, most, aString))
}

func toolChoiceWord() rule { return oneOf("none", "auto", "required") }

func cacheRetentionRule() rule { return oneOf("in_memory", "24h") }

func verbosityRule() rule { return oneOf("low", "medium", "high") }

func audioRule() rule {
	return object(need("format", "voice"),
		parameter{"format", oneOf("wav", "aac", "mp3", "flac", "opus", "pcm16")},
		parameter{"voice", anything},
	).rule
}

func reasoningRule() rule {
	return object(nil,
		parameter{"effort", oneOf("none", "minimal", "low", "medium", "high", "xhigh", "max")},
		parameter{"summary", oneOf("concise", "detailed", "auto")},
		parameter{"generate_summary", oneOf("concise", "detailed", "auto")},
		parameter{"context", anything},
		parameter{"mode", anything},
	).rule
}

// includeRule checks what a response may include.
func includeRule() rule {
	return oneOf(
		"file_search_call.results",
		"web_search_call.results",
		"web_search_call.action.sources",
		"message.input_image.image_url",
		"computer_call_output.output.image_url",
		"code_interpreter_call.outputs",
		"reasoning.encrypted_content",
		"message.output_text.logprobs",
	)
}

// metadata checks metadata: up to 16 short texts by name.
func metadata(v *Validator, raw []byte) *apierr.Error {
	const most, longestName, longestText = 16, 64, 512
	if kindOf(raw) != skim.Object {
		return v.wrongType("a metadata object", raw)
	}
	given := v.Members(raw)
	defer v.close(given)
	if len(given) > most {
		return errTooMany(v.name(), most, len(given))
	}
	text := textLimits{most: longestText}
	for _, m := range given {
		if n := utf8.RuneCount(m.Name); n > longestName {
			return errLongName(v.name(), longestName, n)
		}
		if err := v.follow(pathStep{given: m.Name}, m.Raw, text.rule); err != nil {
			return err
		}
	}
	return nil
}

// logitBias checks logit_bias: numbers from -100 to 100 by token.
func logitBias(v *Validator, raw []byte) *apierr.Error {
	if kindOf(raw) != skim.Object {
		return v.wrongType("an object", raw)
	}
	given := v.Members(raw)
	defer v.close(given)
	for _, m := range given {
		if token, err := strconv.Atoi(string(m.Name)); err != nil || token < 0 {
			return BadRequest(v.name(), "", "Invalid key in '%s': %s. You should only be submitting non-negative integers.", v.name(), m.Name)
		}
		if err := v.follow(pathStep{given: m.Name}, m.Raw, tokenBias); err != nil {
			return err
		}
	}
	return nil
}

func tokenBias(v *Validator, raw []byte) *apierr.Error {
	const most = 100
	if n, ok := wholeNumber(raw); ok && kindOf(raw) == skim.Number && (n < -most || n > most) {
		return decode.CheckRange(v.name(), n, -most, most)
	}
	return decimal(-most, most)(v, raw)
}

// promptRule checks the prompts of legacy completions.
func promptRule() rule {
	tokens := list("an array of integers", 0, math.MaxInt, integer(math.MinInt, math.MaxInt))
	each := func(v *Validator, raw []byte) *apierr.Error {
		switch kindOf(raw) {
		case skim.String:
			return nil
		case skim.Array:
			return tokens(v, raw)
		}
		if _, ok := wholeNumber(raw); !ok {
			return v.wrongType("one of a string, integer, or array of integers", raw)
		}
		return nil
	}
	return stringOr(aString, list("one of a string or array", 0, math.MaxInt, each))
}

// embeddingInput refuses tokens that are not integers, in the words of that endpoint.
// The handler refuses everything else.
func embeddingInput(_ *Validator, raw []byte) *apierr.Error {
	if kindOf(raw) != skim.Array {
		return nil
	}
	in := skim.New(raw)
	for in.Array(); in.NextElem(); {
		if each := in.Raw(); kindOf(each) == skim.Number && !isWhole(each) || embeddingInput(nil, each) != nil {
			return BadRequest("", "", "'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.")
		}
	}
	return nil
}

func isWhole(number []byte) bool {
	_, ok := wholeNumber(number)
	return ok
}

// moderationPartRule checks the inputs of a moderation that are not plain texts.
func moderationPartRule() rule {
	return variants("type",
		variant{"text", object(need("text"), texts("text")...)},
		variant{"image_url", object(need("image_url"), parameter{"image_url", object(need("url"), texts("url")...).rule})},
	)
}
