package anthropic

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
)

// readOptions reads the members that depend on each other, once all are known.
func (t *Messages) readOptions(c *dialect.Session) *apierr.Error {
	t.Generator.Extras(&c.Turn)
	readThinking(c)
	if err := readTools(t.Generator, c); err != nil {
		return err
	}
	if err := readFormat(t.Generator, c); err != nil {
		return err
	}
	c.ReadLastSaid(t)
	c.ReadPromptSchema(t, t.Generator)
	return nil
}

// readThinking reads {"type","budget_tokens","display"}. Without it a model does not reason. The
// newer models do not show it unless display says so.
func readThinking(c *dialect.Session) {
	thinking := c.Options[optionThinking]
	if !Think(c.Extras, thinking, decode.Member(c.Options[optionOutputConfig], "effort")) {
		return
	}
	switch display := decode.Member(thinking, "display"); string(display) {
	case `"omitted"`:
		messageOf(c).omitted = true
	case "":
		messageOf(c).omitted = generation(c.BaseModel) >= hidesReasoning
	}
}

// Think has a model reason if thinking, {"type","budget_tokens"}, asks for that. It reports
// whether it does. Both arguments are JSON; nil if the request has none.
func Think(q *engine.Extras, thinking, effort []byte) bool {
	switch string(decode.Member(thinking, "type")) {
	case `"enabled"`:
		budget := decode.New(decode.Member(thinking, "budget_tokens"))
		budget.TakeInt("", &q.MostReasoning)
	case `"adaptive"`:
	default:
		return false
	}
	q.MeanReasoning, q.Effort = engine.DefaultMeanReasoning, effortOf(effort)
	return true
}

// effortOf returns by how much an effort multiplies the reasoning tokens. An unknown one
// returns 1.
func effortOf(raw []byte) float64 {
	switch string(raw) {
	case `"low"`:
		return 0.5
	case `"xhigh"`:
		return 2
	case `"max"`:
		return 4
	}
	return 1
}

// readFormat reads {"type":"json_schema","schema"} in output_config or, as in the older API,
// in the request itself. Any other type means text.
func readFormat(g *engine.Generator, c *dialect.Session) *apierr.Error {
	path, format := "output_config.format", decode.Member(c.Options[optionOutputConfig], "format")
	if format == nil {
		path, format = "output_format", c.Options[optionOutputFormat]
	}
	document := decode.Member(format, "schema")
	if document == nil || string(decode.Member(format, "type")) != `"json_schema"` {
		return nil
	}
	schema, err := g.Schemas.Get(document)
	if err != nil {
		return invalid(path+".schema", "%v", err)
	}
	c.Extras.Schema = schema
	return nil
}
