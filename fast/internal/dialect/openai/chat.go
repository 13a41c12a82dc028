package openai

import (
	"fmt"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// Chat is the codec of POST /v1/chat/completions.
type Chat struct{ Text }

func (*Chat) Decode(c *dialect.Session) *apierr.Error {
	err := c.DecodeMembers(takeChat)
	c.PromptTokens = pool.Tokens(c.PromptChars)
	return err
}

// Generate generates the choices.
func (t *Chat) Generate(c *dialect.Session) *apierr.Error {
	t.choose(c)
	if err := prepareServed(c); err != nil {
		return err
	}
	return c.Generate(t.Generator, t.readOptions)
}

func takeChat(c *dialect.Session, key []byte) *apierr.Error {
	switch string(key) {
	case "messages":
		c.MessagesAt = c.In.Offset()
		return TakeMessages(c)
	case "random_seed": // of Mistral
		TakeSeed(c)
		return nil
	case "store":
		return c.In.TakeBool("store", &c.Request.Store, false)
	case "service_tier":
		c.Request.Tier = tierOf(c.In.Raw())
		return nil
	}
	return takeServed(c, key)
}

// TakeMessages counts the characters of every message's text.
func TakeMessages(c *dialect.Session) *apierr.Error {
	c.PromptChars = 0
	if c.In.Kind() != skim.Array {
		return c.In.TakeNull("messages", "an array of objects")
	}
	c.In.Array()
	for i := 0; c.In.NextElem(); i++ {
		if c.In.Kind() != skim.Object {
			return c.In.Reject(fmt.Sprintf("messages[%d]", i), "an object")
		}
		chars := 0
		c.In.Object()
		for key, ok := c.In.NextKey(); ok; key, ok = c.In.NextKey() {
			if string(key) != "content" {
				c.In.Raw()
				continue
			}
			var err *apierr.Error
			if chars, err = TakeContent(c, "messages", "content", i); err != nil {
				return err
			}
		}
		c.PromptChars += chars
	}
	return nil
}

// TakeContent takes a member of element i of a list, such as the content of a message.
// It is a string, null, or an array of parts. TakeContent returns the number of
// characters of its text.
func TakeContent(c *dialect.Session, list, member string, i int) (chars int, _ *apierr.Error) {
	switch c.In.Kind() {
	case skim.String:
		return c.Chars(c.In.String()), nil
	case skim.Array:
		c.In.Array()
		for k := 0; c.In.NextElem(); k++ {
			if c.In.Kind() != skim.Object {
				return 0, c.In.Reject(fmt.Sprintf("%s[%d].%s[%d]", list, i, member, k), "an object")
			}
			chars += c.Chars(takePart(&c.In))
		}
		return chars, nil
	case skim.Null:
		c.In.Raw()
		return 0, nil
	}
	return 0, c.In.Reject(fmt.Sprintf("%s[%d].%s", list, i, member), "a string or an array of objects")
}

// takePart takes one part of a content and returns its text, which is empty for an image
// or a sound.
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
