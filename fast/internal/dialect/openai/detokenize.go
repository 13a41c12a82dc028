package openai

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf8"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
)

// Detokenize is the codec of vLLM's POST /detokenize.
type Detokenize struct {
	dialect.WholeOnly
	Tokens *TokenIDs
}

// Decode puts the text of the tokens together.
func (t *Detokenize) Decode(c *dialect.Session) *apierr.Error {
	given := false
	err := c.DecodeMembers(func(c *dialect.Session, key []byte) *apierr.Error {
		switch string(key) {
		case "model":
			return c.In.TakeString("model", &c.Request.Model)
		case "tokens":
			given = true
			return t.takeTokens(c)
		}
		c.In.Raw()
		return nil
	})
	if err == nil && !given {
		return decode.Missing("tokens")
	}
	return err
}

func (t *Detokenize) takeTokens(c *dialect.Session) *apierr.Error {
	c.Scratch = c.Scratch[:0]
	if c.In.Kind() != skim.Array {
		return c.In.Reject("tokens", "an array of integers")
	}
	c.In.Array()
	for i := 0; c.In.NextElem(); i++ {
		if c.In.Kind() != skim.Number {
			return c.In.Reject(fmt.Sprintf("tokens[%d]", i), "an integer")
		}
		raw := c.In.Raw()
		id, err := strconv.ParseUint(string(raw), 10, 64)
		known := false
		if err == nil {
			c.Scratch, known = t.Tokens.appendToken(c.Scratch, id)
		}
		if !known {
			return decode.Invalid(fmt.Sprintf("tokens[%d]", i), fmt.Sprintf("%s is the id of no token, or of one that is forgotten", raw))
		}
	}
	return nil
}

// replacement stands for tokens that are parts of a character which is not there.
var replacement = []byte("\ufffd")

func (*Detokenize) Size(c *dialect.Session) (int, *apierr.Error) { return 2 * len(c.Scratch), nil }

func (*Detokenize) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	return append(AppendDetokenized(append(dst, `{"prompt":"`...), c), `"}`...)
}

// AppendDetokenized appends the text of the tokens, JSON-escaped.
func AppendDetokenized(dst []byte, c *dialect.Session) []byte {
	text := c.Scratch
	if !utf8.Valid(text) {
		text = bytes.ToValidUTF8(text, replacement)
	}
	return render.AppendEscaped(dst, text)
}
