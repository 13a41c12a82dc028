package fast

import (
	"strconv"

	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// readOdds reads logprobs, which is true or not, and top_logprobs.
func readOdds(o *odds, asked, top []byte) {
	if o.asked = string(asked) == "true"; o.asked && top != nil {
		n, _ := strconv.Atoi(string(top))
		o.top = min(max(n, 0), maxTop)
	}
}

// appendOddsObject appends the log probabilities of the tokens from up to but not
// including to, in the form of chat.
func appendOddsObject(dst []byte, o *odds, salt uint64, a pool.Article, from, to int) []byte {
	dst = appendOddsList(append(dst, `{"content":`...), o, salt, a, from, to)
	return append(dst, `,"refusal":null}`...)
}

// appendOddsList appends them as an array of tokens.
func appendOddsList(dst []byte, o *odds, salt uint64, a pool.Article, from, to int) []byte {
	var g guesses
	dst = append(dst, '[')
	for at := from; at < to; at++ {
		if at > from {
			dst = append(dst, ',')
		}
		o.guess(&g, salt, a, at)
		dst = append(appendGuess(dst, &g, 0), `,"top_logprobs":[`...)
		for i := range min(g.n, o.top) {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(appendGuess(dst, &g, i), '}')
		}
		dst = append(dst, `]}`...)
	}
	return append(dst, ']')
}

// appendGuess appends the object of guess i, but for its bracket at the end.
func appendGuess(dst []byte, g *guesses, i int) []byte {
	dst = append(append(dst, `{"token":"`...), g.tokens[i]...)
	dst = appendLogprob(append(dst, `","logprob":`...), g.odds[i])
	dst = append(dst, `,"bytes":[`...)
	var room [tokenBytes]byte
	for k, b := range skim.AppendUnescaped(room[:0], g.tokens[i]) {
		if k > 0 {
			dst = append(dst, ',')
		}
		dst = render.AppendInt(dst, int(b))
	}
	return append(dst, ']')
}

func appendLogprob(dst []byte, v float64) []byte { return strconv.AppendFloat(dst, v, 'f', 6, 64) }
