package anthropic

import (
	"fmt"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
)

// takeOption keeps a member that is an object. It is read once the whole request is known.
func takeOption(c *dialect.Session, option int, name string) *apierr.Error {
	if kind := c.In.Kind(); kind != skim.Object && kind != skim.Null {
		return wrongType(c.In.Reject(name, ""), name, "dictionary")
	}
	c.KeepOption(option, c.In.Raw())
	return nil
}

// takeTools keeps the tools. They are part of the prompt.
func takeTools(c *dialect.Session) *apierr.Error {
	kind := c.In.Kind()
	if kind != skim.Array && kind != skim.Null {
		return wrongType(c.In.Reject("tools", ""), "tools", "list")
	}
	raw := c.In.Raw()
	messageOf(c).toolChars = 0
	if kind == skim.Array && len(raw) > len("[]") {
		messageOf(c).toolChars = c.JSONChars(raw)
	}
	c.KeepOption(optionTools, raw)
	return nil
}

// takeStopSequences takes an array of strings; null and empty strings count as absent.
func takeStopSequences(c *dialect.Session) *apierr.Error {
	const name = "stop_sequences"
	s := &c.Request.Stop
	s.Begin()
	if c.In.Kind() != skim.Array {
		return wrongType(c.In.TakeNull(name, ""), name, "list")
	}
	c.In.Array()
	for i := 0; c.In.NextElem(); i++ {
		if c.In.Kind() != skim.String {
			return wrongType(c.In.Reject(name, ""), fmt.Sprintf("%s.%d", name, i), "string")
		}
		if s.Full() {
			return invalid(name, "List should have at most %d items", engine.MaxStops)
		}
		s.Add(c.In.String().Raw)
	}
	return nil
}

// takeSystem takes the system prompt: a text or blocks of text.
func takeSystem(c *dialect.Session) *apierr.Error {
	m := messageOf(c)
	m.systemChars = 0
	switch c.In.Kind() {
	case skim.String, skim.Array:
		m.systemChars = takeContent(c, &c.In)
		return nil
	}
	return wrongType(c.In.TakeNull("system", ""), "system", "string")
}

// takeMessages counts the characters of every message.
func takeMessages(c *dialect.Session) *apierr.Error {
	c.PromptChars = 0
	if c.In.Kind() != skim.Array {
		return wrongType(c.In.TakeNull("messages", ""), "messages", "list")
	}
	c.In.Array()
	for i := 0; c.In.NextElem(); i++ {
		if c.In.Kind() != skim.Object {
			return wrongType(c.In.Reject("messages", ""), fmt.Sprintf("messages.%d", i), "dictionary")
		}
		chars := 0
		c.In.Object()
		for key, ok := c.In.NextKey(); ok; key, ok = c.In.NextKey() {
			if string(key) != "content" {
				c.In.Raw()
				continue
			}
			switch c.In.Kind() {
			case skim.String, skim.Array:
				chars = takeContent(c, &c.In)
			default:
				if err := c.In.TakeNull("content", ""); err != nil {
					return wrongType(err, fmt.Sprintf("messages.%d.content", i), "list")
				}
				chars = 0
			}
		}
		c.PromptChars += chars
	}
	return nil
}

// takeContent takes a text or blocks and returns the number of their characters. Images and
// earlier reasoning count as none.
func takeContent(c *dialect.Session, r *decode.Reader) (chars int) {
	switch r.Kind() {
	case skim.String:
		return c.Chars(r.String())
	case skim.Array:
		for r.Array(); r.NextElem(); {
			chars += takeBlock(c, r)
		}
		return chars
	}
	r.Raw()
	return 0
}

// takeBlock takes a block and returns the number of characters of its text, its content, the
// input of its tool, or its document.
func takeBlock(c *dialect.Session, r *decode.Reader) (chars int) {
	if r.Kind() != skim.Object {
		r.Raw()
		return 0
	}
	text, content, input, source := 0, 0, 0, 0
	r.Object()
	for key, ok := r.NextKey(); ok; key, ok = r.NextKey() {
		switch string(key) {
		case "text":
			text = c.Chars(r.TakeText())
		case "content":
			content = takeContent(c, r)
		case "input":
			input = c.JSONChars(r.Raw())
		case "source":
			source = takeSource(c, r)
		default:
			r.Raw()
		}
	}
	return text + content + input + source
}

// takeSource takes the source of an image or a document and returns the number of its
// characters if it is text.
func takeSource(c *dialect.Session, r *decode.Reader) int {
	if r.Kind() != skim.Object {
		r.Raw()
		return 0
	}
	data, content, isText := 0, 0, false
	r.Object()
	for key, ok := r.NextKey(); ok; key, ok = r.NextKey() {
		switch string(key) {
		case "type":
			isText = string(r.TakeText().Raw) == "text"
		case "data":
			data = c.Chars(r.TakeText())
		case "content":
			content = takeContent(c, r)
		default:
			r.Raw()
		}
	}
	if isText {
		return data
	}
	return content
}
