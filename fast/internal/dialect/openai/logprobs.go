package openai

import (
	"strconv"

	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// ReadLogprobs reads logprobs, a boolean, and top_logprobs, each as JSON or nil. Values of
// other types count as absent.
func ReadLogprobs(o *engine.Logprobs, asked, top []byte) {
	if o.Enabled = string(asked) == "true"; o.Enabled && top != nil {
		n, _ := strconv.Atoi(string(top))
		o.Top = min(max(n, 0), engine.MaxTop)
	}
}

// appendLogprobs appends the log probabilities of the tokens [from, to) in the form of
// chat: those of a refusal have a member of their own.
func appendLogprobs(dst []byte, o *engine.Logprobs, salt uint64, a pool.Article, from, to int, refused bool) []byte {
	if refused {
		return append(AppendLogprobList(append(dst, `{"content":null,"refusal":`...), o, salt, a, from, to), '}')
	}
	dst = AppendLogprobList(append(dst, `{"content":`...), o, salt, a, from, to)
	return append(dst, `,"refusal":null}`...)
}

// AppendLogprobList appends the log probabilities of the tokens [from, to) as an array.
func AppendLogprobList(dst []byte, o *engine.Logprobs, salt uint64, a pool.Article, from, to int) []byte {
	var g engine.Candidates
	dst = append(dst, '[')
	for at := from; at < to; at++ {
		if at > from {
			dst = append(dst, ',')
		}
		o.Fill(&g, salt, a, at)
		dst = append(AppendCandidate(dst, &g, 0), `,"top_logprobs":[`...)
		for i := range min(g.N, o.Top) {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(AppendCandidate(dst, &g, i), '}')
		}
		dst = append(dst, `]}`...)
	}
	return append(dst, ']')
}

// AppendCandidate appends {"token","logprob","bytes"} of candidate i, without its last bracket.
func AppendCandidate(dst []byte, g *engine.Candidates, i int) []byte {
	dst = append(append(dst, `{"token":"`...), g.Tokens[i]...)
	dst = appendLogprob(append(dst, `","logprob":`...), g.Logprobs[i])
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

func appendLogprob(dst []byte, v float64) []byte { return strconv.AppendFloat(dst, v, 'f', 6, 64) }
