package cohere

import (
	"bytes"
	"slices"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/engine"
)

// readOptions settles what the members of a request mean together.
func (t *Chat) readOptions(c *dialect.Session) *apierr.Error {
	m, q := messageOf(c), t.Generator.Extras(&c.Turn)
	q.Logprobs.Enabled = string(m.logprobs) == "true"
	readThinking(m.thinking, q)
	c.Options[openai.OptionToolChoice] = neutralChoice(m.choice)
	if err := openai.ReadTools(t.Generator, c, false); err != nil {
		return err
	}
	q.Tools.Tools = slices.DeleteFunc(q.Tools.Tools, func(tool engine.Tool) bool { return tool.Schema == nil }) // custom tools
	if err := t.readFormat(m.format, q); err != nil {
		return err
	}
	c.ReadLastSaid(t)
	c.ReadPromptSchema(t, t.Generator)
	return nil
}

// readThinking reads {"type","token_budget"}. A model thinks if it has reasoning tokens in
// its profile, unless thinking is disabled.
func readThinking(raw []byte, q *engine.Extras) {
	q.Effort, q.ShowReasoning = 1, true
	switch string(decode.Member(raw, "type")) {
	case `"disabled"`:
		q.Effort = 0
	case `"enabled"`:
		q.MeanReasoning = engine.DefaultMeanReasoning
	}
	budget := decode.New(decode.Member(raw, "token_budget"))
	budget.TakeInt("", &q.MostReasoning)
	q.MostReasoning = max(q.MostReasoning, 0)
}

var (
	choiceNone     = []byte(`"none"`)
	choiceRequired = []byte(`"required"`)
)

// neutralChoice returns a tool_choice in OpenAI's words. Cohere takes its own in any case.
func neutralChoice(raw []byte) []byte {
	switch {
	case bytes.EqualFold(raw, choiceNone):
		return choiceNone
	case bytes.EqualFold(raw, choiceRequired):
		return choiceRequired
	}
	return nil
}

// readFormat reads {"type":"json_object","json_schema"}. Without a schema any object will
// do. Any other type means text.
func (t *Chat) readFormat(raw []byte, q *engine.Extras) *apierr.Error {
	if string(decode.Member(raw, "type")) != `"json_object"` {
		return nil
	}
	document := decode.Member(raw, "json_schema")
	if document == nil {
		document = decode.Member(raw, "schema") // its former name
	}
	if document == nil {
		q.Object = true
		return nil
	}
	var err error
	if q.Schema, err = t.Generator.Schemas.Get(document); err != nil {
		return badRequest("invalid request: response_format is not a valid JSON schema: %v", err)
	}
	return nil
}
