package ollama

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// Chat is the codec of POST /api/chat.
type Chat struct{ Text }

// Decode reads the request. One without messages only loads the model.
func (*Chat) Decode(c *dialect.Session) *apierr.Error {
	a := newAnswer(c, &chatForm)
	if err := c.DecodeMembers(takeChat); err != nil {
		return wordBody(err, c.Body, "api.ChatRequest")
	}
	a.settle(a.messages == 0)
	c.PromptTokens = pool.Tokens(c.PromptChars)
	return nil
}

// ReadPrompt tells l what the request says.
func (*Chat) ReadPrompt(c *dialect.Session, l engine.Listener) {
	openai.ReadToolNames(c, l)
	openai.ReadMessages(c.Messages(), l)
}

// Generate generates the message.
func (t *Chat) Generate(c *dialect.Session) *apierr.Error { return t.generate(c, t) }

func takeChat(c *dialect.Session, key []byte) *apierr.Error {
	switch string(key) {
	case "messages":
		c.MessagesAt = c.In.Offset()
		return takeMessages(c)
	case "tools":
		return takeTools(c, "ChatRequest")
	}
	return takeShared(c, "ChatRequest", key)
}

// takeMessages counts the messages and the characters of their text.
func takeMessages(c *dialect.Session) *apierr.Error {
	a := answerOf(c)
	a.messages, c.PromptChars = 0, 0
	switch c.In.Kind() {
	case skim.Array:
	case skim.Null:
		c.In.Raw()
		return nil
	default:
		return wrongType(&c.In, "ChatRequest", "messages", "[]api.Message")
	}
	c.In.Array()
	for ; c.In.NextElem(); a.messages++ {
		if c.In.Kind() != skim.Object {
			return wrongType(&c.In, "ChatRequest", "messages", "api.Message")
		}
		chars := 0
		c.In.Object()
		for key, ok := c.In.NextKey(); ok; key, ok = c.In.NextKey() {
			if string(key) != "content" {
				c.In.Raw()
				continue
			}
			text, err := takeText(c, "ChatRequest", "messages.content")
			if err != nil {
				return err
			}
			chars = c.Chars(text)
		}
		c.PromptChars += chars
	}
	return nil
}
