package gemini

import (
	"strconv"

	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// appendLogprobs appends the log probabilities of tokens of candidate i, if the request asks
// for them.
func (r *answer) appendLogprobs(dst []byte, i, from, to int) []byte {
	q := r.session.Extras
	if q == nil || !q.Logprobs.Enabled || from == to {
		return dst
	}
	article, salt := r.session.Choices[i].Article, q.Choices[i].Salt
	dst = append(dst, `,"logprobsResult":{"topCandidates":[`...)
	var g engine.Candidates
	for at := from; at < to; at++ {
		if at > from {
			dst = append(dst, ',')
		}
		q.Logprobs.Fill(&g, salt, article, at)
		dst = append(dst, `{"candidates":[`...)
		for k := range max(min(g.N, q.Logprobs.Top), 1) {
			if k > 0 {
				dst = append(dst, ',')
			}
			dst = appendCandidateOf(dst, &g, k)
		}
		dst = append(dst, `]}`...)
	}
	dst = append(dst, `],"chosenCandidates":[`...)
	sum := 0.0
	for at := from; at < to; at++ {
		if at > from {
			dst = append(dst, ',')
		}
		q.Logprobs.Fill(&g, salt, article, at)
		dst = appendCandidateOf(dst, &g, 0)
		sum += g.Logprobs[0]
	}
	dst = append(dst, `]},"avgLogprobs":`...)
	return strconv.AppendFloat(dst, sum/float64(to-from), 'g', -1, 64)
}

// appendCandidateOf appends a token, its number in the vocabulary, and its log probability.
func appendCandidateOf(dst []byte, g *engine.Candidates, k int) []byte {
	dst = append(append(dst, `{"token":"`...), g.Tokens[k]...)
	dst = render.AppendInt(append(dst, `","tokenId":`...), int(pool.Hash(0, g.Tokens[k])%vocabulary))
	dst = append(dst, `,"logProbability":`...)
	return append(strconv.AppendFloat(dst, g.Logprobs[k], 'f', 6, 64), '}')
}

// vocabulary is how many tokens a model knows.
const vocabulary = 1 << 18
