package bedrock

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
)

// readOptions reads the members of a request that ask for more than plain text.
func (t *Converse) readOptions(c *dialect.Session) *apierr.Error {
	q := t.Generator.Extras(&c.Turn)
	readReasoning(c)
	if err := readTools(t.Generator, c); err != nil {
		return err
	}
	if err := readFormat(t.Generator, c); err != nil {
		return err
	}
	if len(q.Tools.Tools) > 0 || q.Echo {
		readMessages(c)
	}
	return nil
}

// meanReasoning is the mean number of reasoning tokens if the profile has none.
const meanReasoning = 128

// readReasoning reads the members of the model's own request that ask for reasoning:
// thinking, as Claude has it, or reasoningConfig, as Nova has it.
func readReasoning(c *dialect.Session) {
	q, fields := c.Extras, c.Options[optionModelFields]
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
	switch string(decode.Member(asked, "type")) {
	case `"enabled"`:
		budget := decode.New(decode.Member(asked, "budget_tokens"))
		budget.TakeInt("", &q.MostReasoning)
	case `"adaptive"`:
	default:
		return
	}
	q.MeanReasoning, q.Effort = meanReasoning, effortOf(effort)
}

// effortOf returns the factor of an effort, which is JSON; 1 if it is unknown.
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

// readMessages reads the messages once more: for the last that the user says, and for
// whether a tool's result ends them.
func readMessages(c *dialect.Session) {
	q := c.Extras
	var said decode.Reader // before the content of the user's last message
	if c.MessagesAt > 0 {
		in := decode.New(c.Body[c.MessagesAt:])
		if in.Kind() == skim.Array {
			for in.Array(); in.NextElem(); {
				role, content := takeRole(&in)
				if q.Tools.Answered = false; string(role) == "user" {
					said, q.Tools.Answered = content, hasResult(content)
				}
			}
		}
	}
	at := len(q.Text)
	appendTexts(c, said)
	q.UserText = q.Article(q.Text[at:])
}

// takeRole takes a message, and returns its role and a bookmark before its content.
func takeRole(r *decode.Reader) (role []byte, content decode.Reader) {
	if r.Kind() != skim.Object {
		r.Raw()
		return nil, content
	}
	r.Object()
	for key, ok := r.NextKey(); ok; key, ok = r.NextKey() {
		switch string(key) {
		case "role":
			role = r.TakeText().Raw
		case "content":
			content = *r
			r.Raw()
		default:
			r.Raw()
		}
	}
	return role, content
}

// hasResult reports whether a content has a tool's result.
func hasResult(in decode.Reader) bool {
	if in.Kind() != skim.Array {
		return false
	}
	for in.Array(); in.NextElem(); {
		if decode.Member(in.Raw(), "toolResult") != nil {
			return true
		}
	}
	return false
}

// appendTexts appends the texts of a content to those of c.
func appendTexts(c *dialect.Session, in decode.Reader) {
	if in.Kind() != skim.Array {
		return
	}
	for in.Array(); in.NextElem(); {
		text := decode.New(decode.Member(in.Raw(), "text"))
		if text.Kind() == skim.String {
			found := text.String()
			c.Extras.Text = c.AppendNormal(c.Extras.Text, found.Raw, found.Escaped)
		}
	}
}
