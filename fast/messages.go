package fast

import "mock-openai/fast/skim"

// readMessages goes through the messages once more: for what the user says at
// last, and for whether the answer to a tool comes behind all.
func (c *call) readMessages(body []byte) {
	q := c.rich
	var said reader // before the content of the user's last message
	in := reader{skim.New(body[c.messagesAt:])}
	if c.messagesAt > 0 && in.Kind() == skim.Array {
		for in.Array(); in.NextElem(); {
			role, content := in.message()
			q.offer.answered = string(role) == "tool" || string(role) == "function"
			if string(role) == "user" {
				said = content
			}
		}
	}
	at := len(q.text)
	c.appendContent(said)
	q.said = q.article(q.text[at:])
}

// message takes a message, which is an object, and returns its role,
// JSON-escaped, and a bookmark before its content.
func (r *reader) message() (role []byte, content reader) {
	r.Object()
	for key, ok := r.NextKey(); ok; key, ok = r.NextKey() {
		switch {
		case string(key) == "content":
			content = *r
			r.Raw()
		case string(key) == "role" && r.Kind() == skim.String:
			role = r.String().Raw
		default:
			r.Raw()
		}
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
			in.Object()
			for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
				if string(key) == "text" && in.Kind() == skim.String {
					c.appendSaid(in.String())
				} else {
					in.Raw()
				}
			}
		}
	}
}

func (c *call) appendSaid(text skim.Text) {
	c.rich.text = c.appendNormal(c.rich.text, text.Raw, text.Escaped)
}
