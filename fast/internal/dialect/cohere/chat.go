package cohere

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/engine"
	"mock-openai/pool"
)

// Chat is the codec of POST /v2/chat.
type Chat struct{ Generator *engine.Generator }

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
	m := messageOf(c)
	if t.Generator.NeedsExtras(&c.Turn) {
		if err := t.readOptions(c); err != nil {
			return err
		}
		t.Generator.GenerateChoices(&c.Turn)
	} else {
		t.Generator.GenerateText(&c.Turn, nil, c.Request.MaxTokens)
	}
	m.arrange(t.Generator)
	return nil
}

// Size returns about how many bytes the answer holds.
func (*Chat) Size(c *dialect.Session) (int, *apierr.Error) {
	return c.Turn.Size(c.TextSize()) + len(messageOf(c).citations.json), nil
}

// Hold waits for all that is not thought.
func (*Chat) Hold(c *dialect.Session) (tokens int, waits bool) {
	return c.CompletionTokens - c.ReasoningTokens, true
}

// Begin begins the stream.
func (t *Chat) Begin(c *dialect.Session) {
	messageOf(c).begin(t.Generator.Pool.Text() != pool.Ascii)
}

// AppendAnswer appends an answer in one piece.
func (*Chat) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	return messageOf(c).appendWhole(dst)
}
