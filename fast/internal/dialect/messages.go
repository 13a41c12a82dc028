package dialect

import (
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
)

// ReadLastSaid reads the messages again if the answer depends on their end. It sets what the
// user said last, and whether the last message is the result of a tool.
func (c *Session) ReadLastSaid(how Codec) {
	if q := c.Extras; len(q.Tools.Tools) > 0 || q.Echo {
		how.ReadPrompt(c, &q.LastSaid)
		c.SetLastSaid()
	}
}

// Messages returns the JSON from the messages on, to be read again. It is empty if there are
// none.
func (c *Session) Messages() decode.Reader {
	if c.MessagesAt == 0 {
		return decode.New(nil)
	}
	return decode.New(c.Body[c.MessagesAt:])
}

// ReadBlocks tells l the messages, whose contents are typed blocks. It calls tell for a
// block that is no plain text. tell reports whether it knows the block.
func ReadBlocks(in decode.Reader, l engine.Listener, tell func(block []byte, l engine.Listener) bool) {
	if in.Kind() != skim.Array {
		return
	}
	for in.Array(); in.NextElem(); {
		role, content := takeMessage(&in)
		of := engine.RoleAssistant
		switch string(role) {
		case "user":
			of = engine.RoleUser
		case "system":
			of = engine.RoleSystem
		}
		l.Message(of)
		ReadContent(content, l, of, tell)
	}
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

// ReadContent tells l a content, which is a string or blocks. tell may be nil.
func ReadContent(content decode.Reader, l engine.Listener, of engine.Role, tell func(block []byte, l engine.Listener) bool) {
	switch content.Kind() {
	case skim.String:
		l.Text(of, content.String())
	case skim.Array:
		for content.Array(); content.NextElem(); {
			block := content.Raw()
			if tell != nil && tell(block, l) {
				continue
			}
			if text := decode.New(decode.Member(block, "text")); text.Kind() == skim.String {
				l.Text(of, text.String())
			}
		}
	}
}

// TextMember returns the string that a member of an object is, JSON-escaped, or nil if it is
// no string.
func TextMember(raw []byte, name string) []byte {
	if in := decode.New(decode.Member(raw, name)); in.Kind() == skim.String {
		return in.String().Raw
	}
	return nil
}

// ReadToolNames tells l the names of the tools in a list. nameOf returns the name of an
// element, or nil.
func ReadToolNames(list []byte, l engine.Listener, nameOf func(tool []byte) []byte) {
	in := decode.New(list)
	if in.Kind() != skim.Array {
		return
	}
	for in.Array(); in.NextElem(); {
		if name := nameOf(in.Raw()); name != nil {
			l.Tool(name)
		}
	}
}
