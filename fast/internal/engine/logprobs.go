package engine

import (
	"bytes"
	"math"
	"math/rand/v2"
	"unicode/utf8"

	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// Logprobs generates the log probabilities of tokens. They depend on the salt of a
// choice and the position of the token in it, so that streamed and unstreamed answers
// agree.
type Logprobs struct {
	pool    *pool.Pool // of the alternative tokens
	Enabled bool
	Top     int // how many of the likeliest tokens an answer lists
}

const (
	MaxTop = 20
	// maxCandidates is the most log probabilities in one answer, about 60 bytes each.
	// An answer that would have more has none.
	maxCandidates = 1 << 20
	// candidateBytes is about the size of one in an answer.
	candidateBytes = 64
)

// limit drops the log probabilities if they would take too much memory.
func (l *Logprobs) limit(tokens int) {
	l.Enabled = l.Enabled && tokens <= maxCandidates/(1+l.Top)
}

// OfPrompt returns the log probabilities of the tokens of a prompt, with the top likeliest
// of each. They are disabled if they would take too much memory.
func (l *Logprobs) OfPrompt(top, tokens int) Logprobs {
	own := Logprobs{pool: l.pool, Enabled: true, Top: top}
	own.limit(tokens)
	return own
}

// TokenBytes is the largest size of a token in bytes, unescaped.
const TokenBytes = pool.CharsPerToken * utf8.UTFMax

// Candidates are the likeliest tokens at one position, the generated one first.
type Candidates struct {
	Tokens   [MaxTop][]byte // JSON-escaped, no two alike
	Logprobs [MaxTop]float64
	N        int
}

// Fill generates at least one candidate for token at of a, and at most l.Top.
func (l *Logprobs) Fill(c *Candidates, salt uint64, a pool.Article, at int) {
	var r rand.PCG
	r.Seed(salt, uint64(at))
	u := float64(r.Uint64()>>11) / (1 << 53)
	rest := 0.6 * u * u
	c.Tokens[0], c.Logprobs[0], c.N = a.Slice(at, at+1), math.Log(1-rest), 1
	if l.Top <= 1 {
		return
	}
	anyEscapes := l.pool.Text() != pool.Ascii
	others := l.pool.Pick(r.Uint64(), 2*l.Top)
	for i := 0; i < others.Tokens() && c.N < l.Top; i++ {
		if token := others.Slice(i, i+1); !c.has(token) && !(anyEscapes && c.hasText(token)) {
			rest /= 2
			c.Tokens[c.N], c.Logprobs[c.N] = token, math.Log(max(rest, 1e-12))
			c.N++
		}
	}
}

func (c *Candidates) has(token []byte) bool {
	for i := range c.N {
		if bytes.Equal(c.Tokens[i], token) {
			return true
		}
	}
	return false
}

// hasText is has for tokens that may be escaped in several ways.
func (c *Candidates) hasText(token []byte) bool {
	var room, others [TokenBytes]byte
	text := skim.AppendUnescaped(room[:0], token)
	for i := range c.N {
		if bytes.Equal(skim.AppendUnescaped(others[:0], c.Tokens[i]), text) {
			return true
		}
	}
	return false
}
