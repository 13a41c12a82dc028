package engine

import (
	"bytes"
	"math"
	"math/rand/v2"
	"unicode/utf8"

	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// Logprobs makes up the log probabilities of tokens. They depend on the salt of a
// choice and the place of the token in it, so that a stream says what the whole
// answer says.
type Logprobs struct {
	pool  *pool.Pool // of the tokens that might have come
	Asked bool
	Top   int // how many of the likeliest tokens an answer names
}

const (
	MaxTop = 20
	// maxCandidates is the most log probabilities in one answer. Beyond it there
	// are none: they take about 60 bytes each.
	maxCandidates = 1 << 20
	// candidateBytes is about what one takes in an answer.
	candidateBytes = 64
)

// limit gives up log probabilities that take too much memory.
func (o *Logprobs) limit(tokens int) {
	o.Asked = o.Asked && tokens <= maxCandidates/(1+o.Top)
}

// TokenBytes is the most bytes that a token has, unescaped.
const TokenBytes = pool.CharsPerToken * utf8.UTFMax

// Candidates are the likeliest tokens at one place: what came, and then others.
type Candidates struct {
	Tokens [MaxTop][]byte // JSON-escaped, no two alike
	Odds   [MaxTop]float64
	N      int
}

// Fill makes up at least one candidate for token at of a, and at most o.top.
func (o *Logprobs) Fill(g *Candidates, salt uint64, a pool.Article, at int) {
	var r rand.PCG
	r.Seed(salt, uint64(at))
	u := float64(r.Uint64()>>11) / (1 << 53)
	rest := 0.6 * u * u
	g.Tokens[0], g.Odds[0], g.N = a.Slice(at, at+1), math.Log(1-rest), 1
	if o.Top <= 1 {
		return
	}
	rich := o.pool.Text() != pool.Ascii
	others := o.pool.Pick(r.Uint64(), 2*o.Top)
	for i := 0; i < others.Tokens() && g.N < o.Top; i++ {
		if token := others.Slice(i, i+1); !g.has(token) && !(rich && g.hasText(token)) {
			rest /= 2
			g.Tokens[g.N], g.Odds[g.N] = token, math.Log(max(rest, 1e-12))
			g.N++
		}
	}
}

func (g *Candidates) has(token []byte) bool {
	for i := range g.N {
		if bytes.Equal(g.Tokens[i], token) {
			return true
		}
	}
	return false
}

// HasText is has for tokens that may be escaped in several ways.
func (g *Candidates) hasText(token []byte) bool {
	var room, others [TokenBytes]byte
	text := skim.AppendUnescaped(room[:0], token)
	for i := range g.N {
		if bytes.Equal(skim.AppendUnescaped(others[:0], g.Tokens[i]), text) {
			return true
		}
	}
	return false
}
