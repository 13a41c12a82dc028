package ollama

import (
	"strconv"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
)

// readLogprobs reads logprobs, a boolean, and top_logprobs, a number.
func readLogprobs(a *answer, q *engine.Extras) *apierr.Error {
	top := decode.New(a.top)
	n := 0
	if a.top != nil && (top.TakeInt("top_logprobs", &n) != nil || n < 0 || n > engine.MaxTop) {
		return badRequest("top_logprobs must be between 0 and 20")
	}
	q.Logprobs.Enabled, q.Logprobs.Top = string(a.logprobs) == "true", n
	return nil
}

// tellsLogprobs reports whether the text has log probabilities.
func (a *answer) tellsLogprobs() bool {
	q := a.session.Extras
	return q != nil && q.Logprobs.Enabled
}

// appendLogprobs appends the member with those of the tokens [from, to) of the text.
func (a *answer) appendLogprobs(dst []byte, from, to int) []byte {
	c := a.session
	o, salt := &c.Extras.Logprobs, c.Extras.Choices[0].Salt
	var g engine.Candidates
	dst = append(dst, `,"logprobs":[`...)
	for i := from; i < to; i++ {
		if i > from {
			dst = append(dst, ',')
		}
		o.Fill(&g, salt, c.Choices[0].Article, i)
		dst = appendCandidate(dst, &g, 0)
		for k := range min(g.N, o.Top) {
			if k == 0 {
				dst = append(dst, `,"top_logprobs":[`...)
			} else {
				dst = append(dst, ',')
			}
			dst = append(appendCandidate(dst, &g, k), '}')
		}
		if o.Top > 0 {
			dst = append(dst, ']')
		}
		dst = append(dst, '}')
	}
	return append(dst, ']')
}

// appendCandidate appends the object of candidate i without its last brace.
func appendCandidate(dst []byte, g *engine.Candidates, i int) []byte {
	dst = append(append(dst, `{"token":"`...), g.Tokens[i]...)
	dst = strconv.AppendFloat(append(dst, `","logprob":`...), g.Logprobs[i], 'f', 6, 64)
	dst = append(dst, `,"bytes":[`...)
	var room [engine.TokenBytes]byte
	for k, b := range skim.AppendUnescaped(room[:0], g.Tokens[i]) {
		if k > 0 {
			dst = append(dst, ',')
		}
		dst = render.AppendInt(dst, int(b))
	}
	return append(dst, ']')
}
