package strict

import (
	"math"
	"strconv"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/skim"
)

// What Cohere's API takes, according to the types in its clients.

// maxTexts is how many texts or inputs Cohere embeds at once.
const maxTexts = 96

// CohereChat returns the rules of chat. unlisted refuses a model that is not listed.
func CohereChat(unlisted func(id []byte) *apierr.Error) *Rules {
	return &Rules{
		Unlisted: unlisted, words: &cohere,
		Shape: object(need("model", "messages"), texts("model")...).with(
			parameter{"messages", list("an array of objects", 0, math.MaxInt, cohereTurnRule())},
			parameter{"stream", aBool},
			parameter{"tools", list("an array of objects", 0, math.MaxInt, cohereToolRule())},
			parameter{"strict_tools", aBool},
			parameter{"tool_choice", oneOf("REQUIRED", "NONE", "required", "none")},
			parameter{"documents", list("an array of objects", 0, math.MaxInt, stringOr(aString, cohereDocument().rule))},
			parameter{"citation_options", object(nil, texts("mode")...).rule},
			parameter{"response_format", variants("type",
				variant{"text", object(nil)},
				variant{"json_object", object(nil, parameter{"json_schema", anObject}, parameter{"schema", anObject})},
			)},
			parameter{"safety_mode", oneOf("CONTEXTUAL", "STRICT", "OFF", "NONE")},
			parameter{"max_tokens", integer(0, math.MaxInt)},
			parameter{"stop_sequences", list("an array of strings", 0, 5, aString)},
			parameter{"temperature", between(0, 1)},
			parameter{"seed", integer(0, math.MaxInt)},
			parameter{"frequency_penalty", between(0, 1)},
			parameter{"presence_penalty", between(0, 1)},
			parameter{"k", integer(0, 500)},
			parameter{"p", between(0.01, 0.99)},
			parameter{"logprobs", aBool},
			parameter{"thinking", object(need("type"), parameter{"type", oneOf("enabled", "disabled")}, parameter{"token_budget", integer(1, math.MaxInt)}).rule},
			coherePriority(),
		).checked(turnsMissing, turnsEmpty, toolTurnsUnpaired, choiceWithoutTools, formatWithDocuments, documentsAlike),
	}
}

// CohereEmbed returns the rules of embeddings.
func CohereEmbed(unlisted func(id []byte) *apierr.Error) *Rules {
	return &Rules{
		Unlisted: unlisted, words: &cohere, First: []Conflict{inputTypeMissing},
		Shape: object(need("model"), texts("model")...).with(
			parameter{"input_type", oneOf("search_document", "search_query", "classification", "clustering", "image")},
			parameter{"texts", list("an array of strings", 0, maxTexts, aString)},
			parameter{"images", list("an array of strings", 0, math.MaxInt, aString)},
			parameter{"inputs", list("an array of objects", 0, maxTexts, object(need("content"), parameter{"content", cohereParts()}).rule)},
			parameter{"max_tokens", integer(0, math.MaxInt)},
			parameter{"output_dimension", aDimension},
			parameter{"embedding_types", list("an array of strings", 0, math.MaxInt, oneOf("float", "int8", "uint8", "binary", "ubinary", "base64"))},
			parameter{"truncate", oneOf("NONE", "START", "END")},
			coherePriority(),
		).checked(textsEmpty),
	}
}

// CohereRerank returns the rules of ranking.
func CohereRerank(unlisted func(id []byte) *apierr.Error) *Rules {
	return &Rules{
		Unlisted: unlisted, words: &cohere,
		Shape: cohereRerankShape().with(
			parameter{"documents", list("an array of strings", 0, math.MaxInt, aString)},
			parameter{"relevant_spans", object(need("mode"), parameter{"mode", oneOf("enabled", "disabled")},
				parameter{"threshold", between(0, 1)}, parameter{"max_spans", integer(1, math.MaxInt)}).rule},
			coherePriority(),
		),
	}
}

// CohereRerankV1 returns the rules of version 1.
func CohereRerankV1(unlisted func(id []byte) *apierr.Error) *Rules {
	shape := cohereRerankShape().with(
		parameter{"documents", list("an array of strings", 0, math.MaxInt, stringOr(aString, anObject))},
		parameter{"rank_fields", list("an array of strings", 0, math.MaxInt, aString)},
		parameter{"max_chunks_per_doc", integer(1, math.MaxInt)},
	)
	shape.required = nil // the model has a default
	return &Rules{Unlisted: unlisted, words: &cohere, Shape: shape}
}

func cohereRerankShape() shape {
	return object(need("model"), texts("model", "query")...).with(
		parameter{"top_n", integer(1, math.MaxInt)},
		parameter{"return_documents", aBool},
		parameter{"max_tokens_per_doc", integer(1, math.MaxInt)},
	).checked(documentsEmpty)
}

// CohereTokenize returns the rules of tokenizing: https://docs.cohere.com/reference/tokenize
func CohereTokenize(unlisted func(id []byte) *apierr.Error) *Rules {
	return &Rules{Unlisted: unlisted, words: &cohere, Shape: object(need("model", "text"), texts("model", "text")...).checked(textOutside)}
}

// CohereDetokenize returns the rules of the reverse: https://docs.cohere.com/reference/detokenize
func CohereDetokenize(unlisted func(id []byte) *apierr.Error) *Rules {
	return &Rules{Unlisted: unlisted, words: &cohere, Shape: object(need("model", "tokens"), texts("model")...).with(
		parameter{"tokens", list("an array of integers", 0, math.MaxInt, integer(0, math.MaxInt))})}
}

// textOutside refuses a text that is too long or too short to be tokenized.
func textOutside(_ *Validator, given Members) *apierr.Error {
	const most = 65_536
	if n := textOf(given.Value("text")).Chars; n < 1 || n > most {
		return invalidRequest("text must have between 1 and %d characters.", most)
	}
	return nil
}

func coherePriority() parameter { return parameter{"priority", integer(0, 999)} }

// between accepts numbers in a range.
func between(least, most float64) rule {
	return func(v *Validator, raw []byte) *apierr.Error {
		if kindOf(raw) != skim.Number {
			return v.wrongType("a decimal", raw)
		}
		if f, _ := strconv.ParseFloat(string(raw), 64); f < least || f > most {
			return invalidRequest("%s must be between %g and %g inclusive.", v.name(), least, most)
		}
		return nil
	}
}

// aDimension accepts the lengths of embeddings.
func aDimension(v *Validator, raw []byte) *apierr.Error {
	switch n, ok := wholeNumber(raw); {
	case !ok:
		return v.wrongType("an integer", raw)
	case n != 256 && n != 512 && n != 1024 && n != 1536:
		return invalidRequest("output_dimension must be one of 256, 512, 1024, or 1536.")
	}
	return nil
}
