package openai

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// Tokenize is the codec of vLLM's POST /tokenize.
type Tokenize struct {
	dialect.WholeOnly
	Tokens *TokenIDs
}

func (*Tokenize) Decode(c *dialect.Session) *apierr.Error {
	if err := c.DecodeMembers(takeTokenize); err != nil {
		return err
	}
	switch {
	case len(c.Inputs) > 0:
		c.PromptTokens = c.Inputs[0].Tokens
	case c.MessagesAt > 0:
		c.PromptTokens = pool.Tokens(c.PromptChars)
	default:
		return decode.Missing("prompt")
	}
	return nil
}

func takeTokenize(c *dialect.Session, key []byte) *apierr.Error {
	switch string(key) {
	case "model":
		return c.In.TakeString("model", &c.Request.Model)
	case "prompt":
		c.Inputs = c.Inputs[:0]
		if c.In.Kind() != skim.String {
			return c.In.TakeNull("prompt", "a string")
		}
		takeText(c)
		return nil
	case "messages":
		c.MessagesAt = c.In.Offset()
		return TakeMessages(c)
	case "return_token_strs":
		return c.In.TakeBool("return_token_strs", &c.Request.Echo, false)
	}
	c.In.Raw()
	return nil
}

// Size counts ids of up to 16 digits and, if the request wants them, the tokens themselves.
// Those of a tokenizer are seldom longer.
func (*Tokenize) Size(c *dialect.Session) (int, *apierr.Error) {
	const idSize, tokenSize = 17, 2 * engine.TokenBytes
	if c.Request.Echo {
		return (idSize + tokenSize) * c.PromptTokens, nil
	}
	return idSize * c.PromptTokens, nil
}

// AppendAnswer appends the ids of the tokens, as many as a completion is charged for.
func (t *Tokenize) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	dst = render.AppendInt(append(dst, `{"count":`...), c.PromptTokens)
	dst = render.AppendInt(append(dst, `,"max_model_len":`...), behavior.Window(&c.Profile.Profile, c.BaseModel).Claim(behavior.ServedWindow))
	dst = append(dst, `,"tokens":`...)
	if c.Tokenizer != nil {
		return appendTokens(append(dst, '['), c)
	}
	c.Scratch = appendPrompt(c.Scratch[:0], c)
	dst = append(t.Tokens.AppendIDs(dst, c.Scratch), `,"token_strs":`...)
	if !c.Request.Echo {
		return append(dst, `null}`...)
	}
	return append(t.Tokens.AppendTexts(dst, c.Scratch), '}')
}

// closeList closes an array whose elements are followed by commas.
func closeList(dst []byte) []byte {
	if dst[len(dst)-1] == ',' {
		dst = dst[:len(dst)-1]
	}
	return append(dst, ']')
}

// appendPrompt appends the text of all messages, or the prompt of a completion, unescaped.
func appendPrompt(dst []byte, c *dialect.Session) []byte {
	if len(c.Inputs) > 0 {
		return skim.AppendUnescaped(dst, c.Inputs[0].Text)
	}
	if c.MessagesAt == 0 {
		return dst
	}
	in := decode.New(c.Body[c.MessagesAt:])
	if in.Kind() != skim.Array {
		return dst
	}
	for in.Array(); in.NextElem(); {
		at := len(dst)
		in.Object()
		for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
			if string(key) == "content" {
				dst = appendParts(dst[:at], &in)
			} else {
				in.Raw()
			}
		}
	}
	return dst
}

// appendParts appends the text of the content of a message.
func appendParts(dst []byte, in *decode.Reader) []byte {
	switch in.Kind() {
	case skim.String:
		return skim.AppendUnescaped(dst, in.String().Raw)
	case skim.Array:
		for in.Array(); in.NextElem(); {
			dst = skim.AppendUnescaped(dst, takePart(in).Raw)
		}
		return dst
	}
	in.Raw()
	return dst
}

// VLLMVersion is the version of vLLM whose answers the accent imitates: the last one with
// reasoning_content alone.
const VLLMVersion = "0.11.0"
