package gemini

import (
	"fmt"
	"strconv"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
)

// limit is the range of a number in generationConfig.
type limit struct {
	camel, snake string
	least, most  float64
	whole        bool
}

var limits = []limit{
	{camel: "temperature", snake: "temperature", most: 2},
	{camel: "topP", snake: "top_p", most: 1},
	{camel: "topK", snake: "top_k", least: 1, most: 1000, whole: true},
	{camel: "maxOutputTokens", snake: "max_output_tokens", least: 1, most: 65536, whole: true},
	{camel: "candidateCount", snake: "candidate_count", least: 1, most: 8, whole: true},
	{camel: "presencePenalty", snake: "presence_penalty", least: -2, most: 2},
	{camel: "frequencyPenalty", snake: "frequency_penalty", least: -2, most: 2},
	{camel: "logprobs", snake: "logprobs", least: 1, most: 20, whole: true},
}

var budget = limit{camel: "thinkingBudget", snake: "thinking_budget", least: -1, most: 65535, whole: true}

// refuseValues refuses numbers that are out of range.
func (g *Codec) refuseValues(config []byte) *apierr.Error {
	for i := range limits {
		if err := g.refuseValue(config, "generation_config", &limits[i]); err != nil {
			return err
		}
	}
	return g.refuseValue(member(config, "thinkingConfig", "thinking_config"), "generation_config.thinking_config", &budget)
}

func (g *Codec) refuseValue(config []byte, at string, of *limit) *apierr.Error {
	raw := member(config, of.camel, of.snake)
	if raw == nil {
		return nil
	}
	field := at + "." + of.snake
	value, err := strconv.ParseFloat(string(unquoted(raw)), 64)
	switch {
	case err != nil && of.whole:
		return badValue(field, "TYPE_INT32", raw)
	case err != nil:
		return badValue(field, "TYPE_FLOAT", raw)
	case value >= of.least && value <= of.most:
		return nil
	case g.vertex:
		return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: fmt.Sprintf("Unable to submit request because it has a %s value of %s "+
			"but the supported range is from %s (inclusive) to %s (exclusive). Update the value and try again.",
			of.camel, unquoted(raw), strconv.FormatFloat(of.least, 'f', -1, 64), of.beyond())}
	}
	format := "%s must be in the range [%.1f, %.1f]."
	if of.whole {
		format = "%s must be in the range [%.0f, %.0f]."
	}
	return badField("GenerateContentRequest."+field, fmt.Sprintf(format, of.snake, of.least, of.most))
}

// beyond returns the end of the range as Vertex AI words it: it is not in the range.
func (of *limit) beyond() string {
	if of.whole {
		return strconv.FormatFloat(of.most+1, 'f', -1, 64)
	}
	return strconv.FormatFloat(of.most+0.0001, 'f', -1, 64)
}
