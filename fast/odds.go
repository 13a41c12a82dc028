package fast

import (
	"bytes"
	"math"
	"math/rand/v2"
	"unicode/utf8"

	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// odds makes up the log probabilities of tokens. They depend on the salt of a
// choice and the place of the token in it, so that a stream says what the whole
// answer says.
type odds struct {
	pool  *pool.Pool // of the tokens that might have come
	asked bool
	top   int // how many of the likeliest are told
}

const (
	maxTop = 20
	// maxGuesses is the most log probabilities in one answer. Beyond it there
	// are none: they take about 60 bytes each.
	maxGuesses = 1 << 20
	// guessBytes is about what one takes in an answer.
	guessBytes = 64
)

// limit gives up log probabilities that take too much memory.
func (o *odds) limit(tokens int) {
	o.asked = o.asked && tokens <= maxGuesses/(1+o.top)
}

// tokenBytes is the most bytes that a token has, unescaped.
const tokenBytes = pool.CharsPerToken * utf8.UTFMax

// guesses are the likeliest tokens at one place: what came, and then others.
type guesses struct {
	tokens [maxTop][]byte // JSON-escaped, no two alike
	odds   [maxTop]float64
	n      int
}

// guess makes up at least one guess for token at of a, and at most o.top.
func (o *odds) guess(g *guesses, salt uint64, a pool.Article, at int) {
	var r rand.PCG
	r.Seed(salt, uint64(at))
	u := float64(r.Uint64()>>11) / (1 << 53)
	rest := 0.6 * u * u
	g.tokens[0], g.odds[0], g.n = a.Slice(at, at+1), math.Log(1-rest), 1
	if o.top <= 1 {
		return
	}
	rich := o.pool.Text() != pool.Ascii
	others := o.pool.Pick(r.Uint64(), 2*o.top)
	for i := 0; i < others.Tokens() && g.n < o.top; i++ {
		if token := others.Slice(i, i+1); !g.has(token) && !(rich && g.hasText(token)) {
			rest /= 2
			g.tokens[g.n], g.odds[g.n] = token, math.Log(max(rest, 1e-12))
			g.n++
		}
	}
}

func (g *guesses) has(token []byte) bool {
	for i := range g.n {
		if bytes.Equal(g.tokens[i], token) {
			return true
		}
	}
	return false
}

// hasText is has for tokens that may be escaped in several ways.
func (g *guesses) hasText(token []byte) bool {
	var room, others [tokenBytes]byte
	text := skim.AppendUnescaped(room[:0], token)
	for i := range g.n {
		if bytes.Equal(skim.AppendUnescaped(others[:0], g.tokens[i]), text) {
			return true
		}
	}
	return false
}
