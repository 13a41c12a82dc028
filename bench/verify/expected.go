package verify

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"

	"mock-openai/pool"
)

// expected is what the answer to a request must have.
type expected struct {
	status int
	stream bool // the answer is a stream

	anyText bool   // the text is not known; only the structure of the answer is
	text    []byte // as the inside of a JSON string, cut at the token limit
	full    []byte // text without the limit, if there is one
	limit   int64  // most tokens; -1 if there is no limit
	number  uint64 // number of the text, if it is one of this package
	buffer  []byte // memory of text, if the body has it in another form

	finish string // finish reason
	needed stages // stages of a stream

	usage     usage // not set if anyPrompt
	anyPrompt bool  // usage may count any number of tokens for the prompt
}

func (x *expected) reset() { *x = expected{status: 200, limit: -1, buffer: x.buffer[:0]} }

// expectOwn sets what the answer to a body with a text of this package must have.
func (v *Verify) expectOwn(x *expected, body []byte) {
	x.reset()
	x.stream, x.needed, x.finish = v.config.Stream, v.usual, v.config.API.finish
	x.text = bytes.TrimSuffix(bytes.TrimPrefix(body, v.before), v.behind)
	var tag [tagDigits / 2]byte
	if _, err := hex.Decode(tag[:], x.text[:min(tagDigits, len(x.text))]); err == nil {
		x.number, _ = v.texts.number(binary.BigEndian.Uint64(tag[:]), 0)
	}
	if v.vectors != nil {
		tokens := v.inputTokens(x.number)
		x.usage = usage{tokens, 0, tokens}
		return
	}
	if x.number%2 == 1 { // sent with escapes that servers do not keep
		x.buffer = v.texts.appendText(x.buffer, x.number, shortest)
		x.text = x.buffer
	}
	prompt := int64(pool.Tokens(v.texts.count(x.number)))
	tokens := prompt
	if v.config.MaxTokens > 0 {
		tokens = min(tokens, int64(v.config.MaxTokens))
		x.shorten(v.config.API, int64(v.config.MaxTokens))
	}
	x.usage = usage{prompt, tokens, prompt + tokens}
}

// expectGiven sets what the answer to a body from the user must have.
func (v *Verify) expectGiven(x *expected, q *asked) {
	a := v.config.API
	x.reset()
	x.stream, x.finish, x.limit, x.anyPrompt = q.stream, a.finish, q.most, true
	x.needed = a.needed(a.asksUsage && !q.usage)
	if x.anyText = v.vectors != nil || !q.echoed(); x.anyText {
		x.needed &= structure
		return
	}
	for _, text := range q.said {
		x.buffer = append(x.buffer, text...)
	}
	if x.text = x.buffer; q.most >= 0 {
		x.shorten(a, q.most)
	}
	if len(x.text) == 0 {
		x.needed &^= setOf(atText)
	}
}

// shorten cuts the text at a token limit.
func (x *expected) shorten(a *API, limit int64) {
	x.full, x.limit = x.text, limit
	n := len(x.text)
	if limit <= int64(n) {
		n = prefix(x.text, int(limit)*pool.CharsPerToken)
	}
	if n < len(x.text) {
		x.text, x.finish = x.text[:n], a.cut
	}
}

// usageLike returns the usage that an answer must have. If any count of the prompt will do,
// as there may be more messages than the one echoed, it is that of came.
func (x *expected) usageLike(came usage) usage {
	if !x.anyPrompt {
		return x.usage
	}
	prompt, tokens := max(came.prompt, -1), int64(pool.Tokens(characters(x.text)))
	return usage{prompt, tokens, prompt + tokens}
}
