package cohere

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/engine"
	"mock-openai/pool"
)

// Chat is the codec of POST /v2/chat.
type Chat struct {
	dialect.Spoken
	Generator *engine.Generator
}

// Decode reads the request.
func (*Chat) Decode(c *dialect.Session) *apierr.Error {
	m := newMessage(c)
	if err := c.DecodeMembers(takeMember); err != nil {
		return wordBody(err, c.Body)
	}
	c.PromptTokens = pool.Tokens(c.PromptChars + m.toolChars + m.documentChars)
	return nil
}

// ReadPrompt tells l what the request says.
func (*Chat) ReadPrompt(c *dialect.Session, l engine.Listener) {
	openai.ReadToolNames(c, l)
	openai.ReadMessages(c.Messages(), l)
}

// Generate generates the message.
func (t *Chat) Generate(c *dialect.Session) *apierr.Error {
	if err := c.Generate(t.Generator, t.readOptions); err != nil {
		return err
	}
	messageOf(c).arrange(t.Generator)
	return nil
}

// Size returns about how many bytes the answer holds.
func (*Chat) Size(c *dialect.Session) (int, *apierr.Error) {
	return c.Turn.Size(c.TextSize()) + len(messageOf(c).citations.json), nil
}

// Begin begins the stream.
func (t *Chat) Begin(c *dialect.Session) {
	messageOf(c).begin(t.Generator.HasClusters())
}

// AppendAnswer appends an answer in one piece.
func (*Chat) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	return messageOf(c).appendWhole(dst)
}
