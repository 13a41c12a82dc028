package cohere

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// Tokenize is the codec of POST /v1/tokenize.
type Tokenize struct {
	dialect.WholeOnly
	Tokens *openai.TokenIDs
}

// Decode reads the text.
func (*Tokenize) Decode(c *dialect.Session) *apierr.Error {
	c.Inputs = c.Inputs[:0]
	if err := c.DecodeMembers(takeTokenize); err != nil {
		return wordBody(err, c.Body)
	}
	if len(c.Inputs) == 0 {
		return missingOf("text")
	}
	c.PromptTokens = c.Inputs[0].Tokens
	return nil
}

func missingOf(name string) *apierr.Error {
	return badRequest("invalid request: required '%s' param is missing or empty.", name)
}

func takeTokenize(c *dialect.Session, key []byte) *apierr.Error {
	switch string(key) {
	case "model":
		return c.In.TakeString("model", &c.Request.Model)
	case "text":
		c.Inputs = c.Inputs[:0]
		if c.In.Kind() != skim.String {
			return c.In.TakeNull("text", "a string")
		}
		text := c.In.String()
		c.Inputs = append(c.Inputs, engine.Input{Text: text.Raw, Tokens: pool.Tokens(c.Chars(text)), Escaped: text.Escaped})
		return nil
	}
	c.In.Raw()
	return nil
}

// Size counts ids of up to 16 digits and the tokens themselves. Those of a tokenizer are
// seldom longer.
func (*Tokenize) Size(c *dialect.Session) (int, *apierr.Error) {
	const idSize, tokenSize = 17, 2 * engine.TokenBytes
	return (idSize + tokenSize) * c.PromptTokens, nil
}

// apiVersion ends the answers of version 1.
const apiVersion = `,"meta":{"api_version":{"version":"1"}}}`

// AppendAnswer appends {"tokens","token_strings","meta"}.
func (t *Tokenize) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	c.Scratch = skim.AppendUnescaped(c.Scratch[:0], c.Inputs[0].Text)
	dst = t.Tokens.AppendIDs(append(dst, `{"tokens":`...), c.Scratch)
	dst = t.Tokens.AppendTexts(append(dst, `,"token_strings":`...), c.Scratch)
	return append(dst, apiVersion...)
}

// Detokenize is the codec of POST /v1/detokenize.
type Detokenize struct{ openai.Detokenize }

// Decode puts the text of the tokens together.
func (t *Detokenize) Decode(c *dialect.Session) *apierr.Error {
	err := t.Detokenize.Decode(c)
	if err != nil && err.Code == "missing_required_parameter" {
		return missingOf("tokens")
	}
	if err != nil {
		return wordBody(err, c.Body)
	}
	return nil
}

// AppendAnswer appends {"text","meta"}.
func (*Detokenize) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	dst = openai.AppendDetokenized(append(dst, `{"text":"`...), c)
	return append(append(dst, '"'), apiVersion...)
}
