package openai

import (
	"bytes"
	"strconv"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
)

// tokenList is a Listener that lists the tokens of the texts of a prompt.
type tokenList struct {
	engine.LastSaid // ignores what is no text
	session         *dialect.Session
	ids             []uint32
}

func (l *tokenList) Text(_ engine.Role, text skim.Text) {
	c := l.session
	c.Scratch = skim.AppendUnescaped(c.Scratch[:0], text.Raw)
	l.ids = c.Tokenizer.AppendIDs(l.ids, c.Scratch)
}

// appendTokens appends the rest of an answer with the tokens of a tokenizer.
func appendTokens(dst []byte, c *dialect.Session) []byte {
	l := &tokenList{session: c}
	for i := range c.Inputs {
		l.Text(engine.RoleUser, skim.Text{Raw: c.Inputs[i].Text})
	}
	if len(c.Inputs) == 0 {
		ReadMessages(c.Messages(), l)
	}
	for _, id := range l.ids {
		dst = append(strconv.AppendUint(dst, uint64(id), 10), ',')
	}
	dst = append(closeList(dst), `,"token_strs":`...)
	if !c.Request.Echo {
		return append(dst, `null}`...)
	}
	dst = append(dst, '[')
	for _, id := range l.ids {
		c.Scratch, _ = c.Tokenizer.AppendToken(c.Scratch[:0], id)
		dst = render.AppendEscaped(append(dst, '"'), bytes.ToValidUTF8(c.Scratch, replacement))
		dst = append(dst, `",`...)
	}
	return append(closeList(dst), '}')
}
