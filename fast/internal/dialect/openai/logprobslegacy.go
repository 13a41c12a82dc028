package openai

import (
	"strconv"

	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// readLegacyLogprobs reads logprobs, a number.
func readLegacyLogprobs(o *engine.Logprobs, top []byte) {
	if top == nil {
		return
	}
	n, err := strconv.Atoi(string(top))
	o.Enabled = err == nil && n >= 0
	o.Top = min(max(n, 1), maxLegacyTop) // the generated token is always listed
}

// maxLegacyTop is how many likely tokens an answer names at most.
const maxLegacyTop = 5

// span is a part of the tokens of a legacy completion.
type span struct {
	pool.Article
	salt     uint64
	from, to int
	chars    int  // before the token whose offset comes next
	prompt   bool // nothing comes before the first token, so that it has no log probability
}

// spansOf returns the tokens [from, to) of text, which is a text of a. If they are the first
// and the prompt is echoed, its tokens come before them.
func spansOf(a *engine.Answer, more *engine.ChoiceExtras, room *[2]span, text pool.Article, from, to int) []span {
	room[0] = span{Article: more.Prompt, salt: ^more.Salt, to: more.Prompt.Tokens(), prompt: true}
	before := a.Chars(more.Prompt, 0, more.Prompt.Tokens()) + a.Chars(text, 0, from)
	room[1] = span{Article: text, salt: more.Salt, from: from, to: to, chars: before}
	if from > 0 {
		return room[1:]
	}
	return room[:]
}

// appendLegacyLogprobs appends log probabilities in the form of legacy completions, or
// null.
func appendLegacyLogprobs(dst []byte, a *engine.Answer, spans []span) []byte {
	o := &a.Extras.Logprobs
	if !o.Enabled {
		return append(dst, `null`...)
	}
	for column, name := range [...]string{`{"tokens":[`, `],"token_logprobs":[`, `],"top_logprobs":[`, `],"text_offset":[`} {
		dst = append(dst, name...)
		n := 0
		for i := range spans {
			for at := spans[i].from; at < spans[i].to; at++ {
				if n++; n > 1 {
					dst = append(dst, ',')
				}
				dst = appendCell(dst, a, column, &spans[i], at)
			}
		}
	}
	return append(dst, `]}`...)
}

// appendCell appends the value of a column for token at of s.
func appendCell(dst []byte, a *engine.Answer, column int, s *span, at int) []byte {
	const tokens, logprobs, tops, offsets = 0, 1, 2, 3
	switch {
	case column == tokens:
		return append(append(append(dst, '"'), s.Slice(at, at+1)...), '"')
	case column == offsets:
		dst = render.AppendInt(dst, s.chars)
		s.chars += a.Chars(s.Article, at, at+1)
		return dst
	case s.prompt && at == 0:
		return append(dst, `null`...)
	}
	var g engine.Candidates
	a.Extras.Logprobs.Fill(&g, s.salt, s.Article, at)
	if column == logprobs {
		return appendLogprob(dst, g.Logprobs[0])
	}
	for i := range g.N {
		dst = append(append(dst, "{,"[min(i, 1)], '"'), g.Tokens[i]...)
		dst = appendLogprob(append(dst, `":`...), g.Logprobs[i])
	}
	return append(dst, '}')
}
