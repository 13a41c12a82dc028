package ollama

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/engine"
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
		dst = openai.AppendCandidate(dst, &g, 0)
		for k := range min(g.N, o.Top) {
			if k == 0 {
				dst = append(dst, `,"top_logprobs":[`...)
			} else {
				dst = append(dst, ',')
			}
			dst = append(openai.AppendCandidate(dst, &g, k), '}')
		}
		if o.Top > 0 {
			dst = append(dst, ']')
		}
		dst = append(dst, '}')
	}
	return append(dst, ']')
}
