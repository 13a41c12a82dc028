package dialect

import (
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// Chars returns the length of a text of the prompt in characters. If a tokenizer says what
// tokens are, each counts as four characters, so that sums of lengths are sums of tokens. Chars
// also notes what ReadPromptSchema needs to know.
func (c *Session) Chars(text skim.Text) int {
	c.noteText(text)
	if c.Tokenizer == nil {
		return text.Chars
	}
	c.tokenized = skim.AppendUnescaped(c.tokenized[:0], text.Raw)
	return pool.CharsPerToken * c.Tokenizer.Count(c.tokenized)
}

// JSONChars is Chars for JSON that the model reads as it stands, such as a tool.
func (c *Session) JSONChars(raw []byte) int {
	if c.Tokenizer == nil {
		return decode.Chars(raw)
	}
	return pool.CharsPerToken * c.Tokenizer.Count(raw)
}
