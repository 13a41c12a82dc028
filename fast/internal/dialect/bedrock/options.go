package bedrock

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/anthropic"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
)

// readOptions reads the members of a request that ask for more than plain text.
func (t *Converse) readOptions(c *dialect.Session) *apierr.Error {
	t.Generator.Extras(&c.Turn)
	readReasoning(c)
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

// readReasoning reads the members of the model's own request that ask for reasoning:
// thinking for Claude, or reasoningConfig for Nova.
func readReasoning(c *dialect.Session) {
	fields := c.Options[optionModelFields]
	effort := decode.Member(decode.Member(fields, "output_config"), "effort")
	if effort == nil {
		effort = decode.Member(c.Options[optionOutputConfig], "effort")
	}
	asked := decode.Member(fields, "thinking")
	for _, name := range [...]string{"reasoningConfig", "reasoning_config"} {
		if other := decode.Member(fields, name); other != nil {
			asked = other
			if own := decode.Member(other, "maxReasoningEffort"); own != nil {
				effort = own
			}
		}
	}
	anthropic.Think(c.Extras, asked, effort)
}

// readFormat reads the JSON schema in outputConfig, which is a string.
func readFormat(g *engine.Generator, c *dialect.Session) *apierr.Error {
	format := decode.Member(c.Options[optionOutputConfig], "textFormat")
	document := decode.New(decode.Member(decode.Member(decode.Member(format, "structure"), "jsonSchema"), "schema"))
	if document.Kind() != skim.String {
		return nil
	}
	m := messageOf(c)
	m.scratch = skim.AppendUnescaped(m.scratch[:0], document.String().Raw)
	schema, err := g.Schemas.Get(m.scratch)
	if err != nil {
		return invalid("The value at outputConfig.textFormat.structure.jsonSchema.schema is invalid: %v", err)
	}
	c.Extras.Schema = schema
	return nil
}
