package fast

import (
	"fmt"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// chatCodec is that of chat completions.
type chatCodec struct{ textAnswers }

func (*chatCodec) decode(c *session) *apierr.Error {
	err := c.decode(takeChat)
	c.promptTokens = pool.Tokens(c.promptChars)
	return err
}

// generate makes up the choices.
func (t *chatCodec) generate(c *session) *apierr.Error {
	t.choose(c)
	if t.generator.isRich(&c.turn) {
		if err := readWishes(t.generator, c); err != nil {
			return err
		}
		t.generator.sayRich(&c.turn)
		return nil
	}
	for range c.request.n {
		t.generator.say(&c.turn, nil, c.request.maxTokens)
	}
	return nil
}

func takeChat(c *session, key []byte) *apierr.Error {
	switch string(key) {
	case "messages":
		c.messagesAt = c.in.Offset()
		return takeMessages(c)
	case "store":
		return c.in.TakeBool("store", &c.request.store, false)
	}
	return takeShared(c, key)
}

// takeMessages counts the characters of every message's text.
func takeMessages(c *session) *apierr.Error {
	c.promptChars = 0
	if c.in.Kind() != skim.Array {
		return c.in.TakeNull("messages", "an array of objects")
	}
	c.in.Array()
	for i := 0; c.in.NextElem(); i++ {
		if c.in.Kind() != skim.Object {
			return c.in.Reject(fmt.Sprintf("messages[%d]", i), "an object")
		}
		chars := 0
		c.in.Object()
		for key, ok := c.in.NextKey(); ok; key, ok = c.in.NextKey() {
			if string(key) != "content" {
				c.in.Raw()
				continue
			}
			var err *apierr.Error
			if chars, err = takeContent(c, "messages", "content", i); err != nil {
				return err
			}
		}
		c.promptChars += chars
	}
	return nil
}

// takeContent takes a member of element i of a list, such as the content of a
// message: a string, null, or parts, of which the text counts. It returns how
// many characters that has.
func takeContent(c *session, list, member string, i int) (chars int, _ *apierr.Error) {
	switch c.in.Kind() {
	case skim.String:
		return c.in.String().Chars, nil
	case skim.Array:
		c.in.Array()
		for k := 0; c.in.NextElem(); k++ {
			if c.in.Kind() != skim.Object {
				return 0, c.in.Reject(fmt.Sprintf("%s[%d].%s[%d]", list, i, member, k), "an object")
			}
			chars += takePart(&c.in).Chars
		}
		return chars, nil
	case skim.Null:
		c.in.Raw()
		return 0, nil
	}
	return 0, c.in.Reject(fmt.Sprintf("%s[%d].%s", list, i, member), "a string or an array of objects")
}

// takePart takes one part of a content and returns its text: only parts of text
// have a string called text.
func takePart(r *decode.Reader) (text skim.Text) {
	r.Object()
	for key, ok := r.NextKey(); ok; key, ok = r.NextKey() {
		if string(key) == "text" {
			text = r.TakeText()
		} else {
			r.Raw()
		}
	}
	return text
}
