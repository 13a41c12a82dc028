package dialect

import (
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
)

// ReadMessages reads messages of typed blocks once more: the text of the user's last
// message, and whether a tool's result ends the messages. isResult reports whether a
// block is one.
func (c *Session) ReadMessages(isResult func(block []byte) bool) {
	q := c.Extras
	var last decode.Reader // before the content of the user's last message
	if c.MessagesAt > 0 {
		in := decode.New(c.Body[c.MessagesAt:])
		if in.Kind() == skim.Array {
			for in.Array(); in.NextElem(); {
				role, content := takeMessage(&in)
				if q.Tools.Answered = false; string(role) == "user" {
					last, q.Tools.Answered = content, hasBlock(content, isResult)
				}
			}
		}
	}
	at := len(q.Text)
	c.appendTexts(last)
	q.UserText = q.Article(q.Text[at:])
}

// takeMessage takes a message. It returns its role and a bookmark before its content.
func takeMessage(r *decode.Reader) (role []byte, content decode.Reader) {
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

func hasBlock(content decode.Reader, is func(block []byte) bool) bool {
	if content.Kind() != skim.Array {
		return false
	}
	for content.Array(); content.NextElem(); {
		if is(content.Raw()) {
			return true
		}
	}
	return false
}

// appendTexts appends the texts of a content, which is a string or blocks.
func (c *Session) appendTexts(content decode.Reader) {
	add := func(text skim.Text) { c.Extras.Text = c.AppendNormal(c.Extras.Text, text.Raw, text.Escaped) }
	switch content.Kind() {
	case skim.String:
		add(content.String())
	case skim.Array:
		for content.Array(); content.NextElem(); {
			if text := decode.New(decode.Member(content.Raw(), "text")); text.Kind() == skim.String {
				add(text.String())
			}
		}
	}
}
