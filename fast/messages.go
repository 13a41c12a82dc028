package fast

import "mock-openai/fast/skim"

// readMessages goes through the messages once more: for what the user says at
// last, and for whether the answer to a tool comes behind all. The input of a
// response may be just what the user says.
func (c *call) readMessages(in reader) {
	q := c.rich
	var said reader // before the content of the user's last message
	switch in.Kind() {
	case skim.String:
		said = in
	case skim.Array:
		for in.Array(); in.NextElem(); {
			role, content := in.message()
			q.offer.answered = answersTool(string(role))
			if string(role) == "user" {
				said = content
			}
		}
	}
	at := len(q.text)
	c.appendContent(said)
	q.said = q.article(q.text[at:])
}

// answersTool tells whether a message of that role holds what a tool said.
func answersTool(role string) bool {
	switch role {
	case "tool", "function", "function_call_output", "custom_tool_call_output":
		return true
	}
	return false
}

// message takes a message, which is an object, and returns its role, or else its
// type, JSON-escaped, and a bookmark before its content.
func (r *reader) message() (role []byte, content reader) {
	var kind []byte
	r.Object()
	for key, ok := r.NextKey(); ok; key, ok = r.NextKey() {
		switch string(key) {
		case "content":
			content = *r
			r.Raw()
		case "role":
			role = r.takeText().Raw
		case "type":
			kind = r.takeText().Raw
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
func (c *call) appendContent(in reader) {
	switch in.Kind() {
	case skim.String:
		c.appendSaid(in.String())
	case skim.Array:
		for in.Array(); in.NextElem(); {
			c.appendSaid(in.takePart())
		}
	}
}

func (c *call) appendSaid(text skim.Text) {
	c.rich.text = c.appendNormal(c.rich.text, text.Raw, text.Escaped)
}
