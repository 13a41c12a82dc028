// Package pool holds the read-only articles, token counts and embedding vectors that
// every response is cut from. They are made once, at start, from one seed. Nothing is
// written afterwards, so any number of goroutines may read without a lock.
package pool

import (
	"fmt"
	"math/rand/v2"
)

// Defaults of Config.
const (
	DefaultArticles  = 4096
	DefaultMaxTokens = 16384
)

// MaxArticles and MaxTokens are the largest values that New accepts, so that a mistyped number
// is an error and does not exhaust the machine's memory.
const (
	MaxArticles = 1 << 22
	MaxTokens   = 1 << 24
)

// Config configures New. The zero value is ready for use.
type Config struct {
	// Articles is the number of different articles; 0 means DefaultArticles.
	Articles int
	// MaxTokens is the length in tokens that every article can have; 0 means
	// DefaultMaxTokens.
	MaxTokens int
	// Tokenizer, if set, says what a token is; otherwise it is four characters.
	Tokenizer Tokenizer
	// Text is the kind of text; the zero value is Ascii.
	Text Text
	// Seed determines text and vectors, together with the other fields.
	Seed uint64
}

// Pool is the text and the vectors. It is immutable.
type Pool struct {
	prose   prose
	vectors []*vectorSet
	seed    uint64
	max     int
	text    Text

	tokenizer Tokenizer
}

// New writes the articles and renders the vectors.
func New(c Config) (*Pool, error) {
	if c.Articles == 0 {
		c.Articles = DefaultArticles
	}
	if c.MaxTokens == 0 {
		c.MaxTokens = DefaultMaxTokens
	}
	if c.Articles < 1 || c.Articles > MaxArticles {
		return nil, fmt.Errorf("number of articles %d is not between 1 and %d", c.Articles, MaxArticles)
	}
	if c.MaxTokens < 1 || c.MaxTokens > MaxTokens {
		return nil, fmt.Errorf("longest answer of %d tokens is not between 1 and %d", c.MaxTokens, MaxTokens)
	}
	if int(c.Text) >= len(texts) {
		return nil, fmt.Errorf("%v is no kind of text", c.Text)
	}
	p := &Pool{seed: c.Seed, max: c.MaxTokens, text: c.Text, tokenizer: c.Tokenizer}
	r := rand.New(rand.NewPCG(c.Seed, 1))
	var w sentenceWriter = newWriter(r)
	if c.Text == Rich {
		w = newComposer(r)
	}
	if c.Tokenizer == nil {
		p.prose = writeProse(w, c.Articles, c.MaxTokens)
	} else {
		p.prose = writeTokenized(w, c.Articles, c.MaxTokens, c.Tokenizer)
	}
	r = rand.New(rand.NewPCG(c.Seed, 2))
	for _, n := range renderedDimensions {
		p.vectors = append(p.vectors, newVectorSet(r, n))
	}
	return p, nil
}

// Articles returns the number of articles.
func (p *Pool) Articles() int { return len(p.prose.articleStarts) }

// Text returns the kind of text.
func (p *Pool) Text() Text { return p.text }

// Tokenizer says what a token is; nil means four characters.
func (p *Pool) Tokenizer() Tokenizer { return p.tokenizer }

// MaxTokens returns the length in tokens that every article can have.
func (p *Pool) MaxTokens() int { return p.max }
