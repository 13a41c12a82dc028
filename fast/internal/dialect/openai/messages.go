package openai

import (
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/skim"
)

// ReadMessages goes through the messages once more. It finds what the user says last, and
// whether the last message is the result of a tool. The input of a response may be just
// what the user says.
func ReadMessages(c *dialect.Session, in decode.Reader) {
	q := c.Extras
	var said decode.Reader // before the content of the user's last message
	switch in.Kind() {
	case skim.String:
		said = in
	case skim.Array:
		for in.Array(); in.NextElem(); {
			role, content := takeMessage(&in)
			q.Tools.Answered = answersTool(string(role))
			if string(role) == "user" {
				said = content
			}
		}
	}
	at := len(q.Text)
	appendContent(c, said)
	q.UserText = q.Article(q.Text[at:])
}

// answersTool reports whether a message of that role is the result of a tool.
func answersTool(role string) bool {
	switch role {
	case "tool", "function", "function_call_output", "custom_tool_call_output":
		return true
	}
	return false
}

// takeMessage takes a message, an object. It returns its role or else its type,
// JSON-escaped, and a reader that stands before its content.
func takeMessage(r *decode.Reader) (role []byte, content decode.Reader) {
	var kind []byte
	r.Object()
	for key, ok := r.NextKey(); ok; key, ok = r.NextKey() {
		switch string(key) {
		case "content":
			content = *r
			r.Raw()
		case "role":
			role = r.TakeText().Raw
		case "type":
			kind = r.TakeText().Raw
		default:
			r.Raw()
		}
	}
	if role == nil {
		role = kind
	}
	return role, content
}

// appendContent adds the texts of a message's content to those of c.
func appendContent(c *dialect.Session, in decode.Reader) {
	switch in.Kind() {
	case skim.String:
		appendSaid(c, in.String())
	case skim.Array:
		for in.Array(); in.NextElem(); {
			appendSaid(c, takePart(&in))
		}
	}
}

func appendSaid(c *dialect.Session, text skim.Text) {
	c.Extras.Text = c.AppendNormal(c.Extras.Text, text.Raw, text.Escaped)
}
