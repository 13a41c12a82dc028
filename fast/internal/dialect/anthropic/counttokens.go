package anthropic

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/render"
)

// CountTokens is the codec that counts the tokens of a prompt.
type CountTokens struct{ dialect.WholeOnly }

// Decode reads the body, which is the body of a message.
func (*CountTokens) Decode(c *dialect.Session) *apierr.Error {
	err := decodeBody(c)
	c.Request.Stream = false
	return err
}

// Size returns 0: the answer is short.
func (*CountTokens) Size(*dialect.Session) (int, *apierr.Error) { return 0, nil }

// AppendAnswer appends the number of tokens.
func (*CountTokens) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	return append(render.AppendInt(append(dst, `{"input_tokens":`...), c.PromptTokens), '}')
}
