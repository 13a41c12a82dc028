package openai

import (
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
)

// This file reads what providers have besides reasoning_effort: it says whether a model reasons,
// how much, and whether the answer shows it. Values of other types are ignored.

// AsOpenRouter has f read what OpenRouter's requests say of reasoning, and repeat the
// reasoning in reasoning_details.
func (f *Format) AsOpenRouter() {
	f.ReadReasoning = readOpenRouterReasoning
	f.Details = `,"reasoning_details":[{"type":"reasoning.text","text":"`
}

// detailsEnd is what follows the text in reasoning_details. No provider is behind the mock
// whose format it could have.
const detailsEnd = `","format":"unknown","index":0}]`

// appendReasoningEnd appends what follows a text of reasoning.
func (f *Format) appendReasoningEnd(dst, text []byte) []byte {
	switch {
	case f.ThinkingChunks:
		return append(dst, thinkingEnd+`}]`...)
	case f.Details != "":
		return append(append(append(append(dst, '"'), f.Details...), text...), detailsEnd...)
	}
	return append(dst, '"')
}

// readOpenRouterReasoning reads {"effort","max_tokens","enabled","exclude"}. If one of them asks
// for reasoning, a model reasons even without reasoning tokens of its own. The older
// include_reasoning only says whether the reasoning is shown.
func readOpenRouterReasoning(c *dialect.Session) {
	q, asked := c.Extras, c.Options[OptionReasoning]
	effort, most := decode.Member(asked, "effort"), decode.New(decode.Member(asked, "max_tokens"))
	most.TakeInt("", &q.MostReasoning)
	q.MostReasoning = max(q.MostReasoning, 0)
	if effort != nil {
		q.Effort = EffortOf(effort)
	}
	if effort != nil || q.MostReasoning > 0 {
		q.MeanReasoning = engine.DefaultMeanReasoning
	}
	switch string(decode.Member(asked, "enabled")) {
	case "true":
		q.MeanReasoning = engine.DefaultMeanReasoning
	case "false":
		q.Effort = 0
	}
	q.ShowReasoning = string(decode.Member(asked, "exclude")) != "true" && string(c.Options[optionIncludeReasoning]) != "false"
}

// readDeepSeekThinking reads {"type"}.
func readDeepSeekThinking(c *dialect.Session) {
	switch string(decode.Member(c.Options[optionOwnReasoning], "type")) {
	case `"enabled"`:
		c.Extras.MeanReasoning = engine.DefaultMeanReasoning
	case `"disabled"`:
		c.Extras.Effort = 0
	}
}

// readGroqReasoning reads reasoning_format and include_reasoning. The format raw, which puts
// the reasoning into the text, is treated as parsed.
func readGroqReasoning(c *dialect.Session) {
	c.Extras.ShowReasoning = string(c.Options[optionOwnReasoning]) != `"hidden"` && string(c.Options[optionIncludeReasoning]) != "false"
}

// readServedReasoning reads include_reasoning, and the arguments with which the templates of
// Qwen and of DeepSeek turn thinking off.
func readServedReasoning(c *dialect.Session) {
	c.Extras.ShowReasoning = string(c.Options[optionIncludeReasoning]) != "false"
	for _, name := range [...]string{"enable_thinking", "thinking"} {
		if string(decode.Member(c.Options[optionOwnReasoning], name)) == "false" {
			c.Extras.Effort = 0
		}
	}
}

// readMistralReasoning reads prompt_mode. It or a reasoning_effort has models reason that have
// no reasoning tokens of their own.
func readMistralReasoning(c *dialect.Session) {
	if string(c.Options[optionOwnReasoning]) == `"reasoning"` || c.Options[optionReasoningEffort] != nil {
		c.Extras.MeanReasoning = engine.DefaultMeanReasoning
	}
}
