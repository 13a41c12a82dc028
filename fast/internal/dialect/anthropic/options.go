package anthropic

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
)

// readOptions settles what the members of a request mean together.
func (t *Messages) readOptions(c *dialect.Session) *apierr.Error {
	q := t.Generator.Extras(&c.Turn)
	readThinking(c)
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

// meanThinking is how many tokens an answer is thought about where the profile leaves it
// open.
const meanThinking = 128

// readThinking reads {"type","budget_tokens","display"}. A model thinks only where it is
// told to.
func readThinking(c *dialect.Session) {
	q, thinking := c.Extras, c.Options[optionThinking]
	switch string(decode.Member(thinking, "type")) {
	case `"enabled"`:
		budget := decode.New(decode.Member(thinking, "budget_tokens"))
		budget.TakeInt("", &q.MostReasoning)
	case `"adaptive"`:
	default:
		return
	}
	q.MeanReasoning = meanThinking
	q.Effort = effortOf(decode.Member(c.Options[optionOutputConfig], "effort"))
	messageOf(c).omitted = string(decode.Member(thinking, "display")) == `"omitted"`
}

// effortOf is the factor of an effort, which is JSON; 1 if it is not known.
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

// readFormat reads {"type":"json_schema","schema"} in the output_config, or, as it was
// before, in the request itself. Any other type means text.
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

// readMessages goes through the messages once more: for what the user says at last, and
// for whether the answer to a tool comes behind all.
func readMessages(c *dialect.Session) {
	q := c.Extras
	var said decode.Reader // before the content of the user's last message
	if c.MessagesAt > 0 {
		in := decode.New(c.Body[c.MessagesAt:])
		if in.Kind() == skim.Array {
			for in.Array(); in.NextElem(); {
				role, content := takeRole(&in)
				if q.Tools.Answered = false; string(role) == "user" {
					said, q.Tools.Answered = content, answersTool(content)
				}
			}
		}
	}
	at := len(q.Text)
	appendSaid(c, said)
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

// answersTool tells whether a content has what a tool said.
func answersTool(in decode.Reader) bool {
	if in.Kind() != skim.Array {
		return false
	}
	for in.Array(); in.NextElem(); {
		if string(decode.Member(in.Raw(), "type")) == `"tool_result"` {
			return true
		}
	}
	return false
}

// appendSaid adds the texts of a content to those of c.
func appendSaid(c *dialect.Session, in decode.Reader) {
	add := func(text skim.Text) { c.Extras.Text = c.AppendNormal(c.Extras.Text, text.Raw, text.Escaped) }
	switch in.Kind() {
	case skim.String:
		add(in.String())
	case skim.Array:
		for in.Array(); in.NextElem(); {
			if text := decode.New(decode.Member(in.Raw(), "text")); text.Kind() == skim.String {
				add(text.String())
			}
		}
	}
}
