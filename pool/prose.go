package pool

import (
	"bytes"
	"math/rand/v2"
)

// prose is one long text that all articles are windows on: 4,096 of them cost
// 0.6 MB and not hundreds, whatever their length. Every sentence, with the
// space or the blank line behind it, is a whole number of tokens, so that each
// article begins with a sentence on the boundary of a token.
type prose struct {
	text   []byte   // JSON-escaped
	bounds []uint32 // where each token begins in text, and the end of the last
	starts []uint32 // the token with which each article begins
	closes bitset   // the tokens that begin a sentence: text up to there is complete
}

// bitset is a set of small integers.
type bitset []uint64

func newBitset(n int) bitset     { return make(bitset, n/64+1) }
func (b bitset) set(i int)       { b[i/64] |= 1 << (i % 64) }
func (b bitset) has(i int) bool  { return b[i/64]&(1<<(i%64)) != 0 }
func (p *prose) tokens() int     { return len(p.bounds) - 1 }
func (p *prose) end(tok int) int { return int(p.bounds[tok]) }

// paragraph is the blank line between paragraphs, JSON-escaped.
const paragraph = `\n\n`

// writeProse writes at least articles sentences, and goes on until max tokens
// follow the beginning of the last one.
func writeProse(r *rand.Rand, articles, max int) prose {
	const tokensPerSentence = 16
	estimate := articles*tokensPerSentence + max
	p := prose{
		text:   make([]byte, 0, estimate*CharsPerToken*9/8),
		bounds: append(make([]uint32, 0, estimate*9/8), 0),
		starts: make([]uint32, 0, articles),
	}
	w := newWriter(r)
	for len(p.starts) < articles || p.tokens() < int(p.starts[articles-1])+max {
		if len(p.starts) < articles {
			p.starts = append(p.starts, uint32(p.tokens()))
		}
		p.appendSentence(w)
	}
	p.closes = newBitset(p.tokens())
	for tok := 0; tok <= p.tokens(); tok++ {
		if end := p.end(tok); end > 0 && trimmed(p.text[:end]) < end {
			p.closes.set(tok)
		}
	}
	return p
}

// appendSentence adds one sentence and what separates it from the next, and
// the boundaries of its tokens.
func (p *prose) appendSentence(w *writer) {
	at := len(p.text)
	p.text = w.appendSentence(p.text)
	chars := 0
	for at < len(p.text) {
		at += width(p.text[at])
		if chars++; chars%CharsPerToken == 0 {
			p.bounds = append(p.bounds, uint32(at))
		}
	}
}

// width is the length in bytes of the character that begins with b in
// JSON-escaped ASCII text.
func width(b byte) int {
	if b == '\\' {
		return 2
	}
	return 1
}

// closing is the article of n tokens from token start, without the white space
// that would have led to the next sentence.
func (p *prose) closing(start, n int) Article {
	a := p.cut(start, n)
	a.text = a.text[:trimmed(a.text)]
	return a
}

// cut is the article of n tokens from token start.
func (p *prose) cut(start, n int) Article {
	return Article{text: p.text[:p.end(start+n)], bounds: p.bounds[start : start+n+1]}
}

// trimmed is the length of text without the separator at its end. Only a
// sentence ends with one: a space inside a sentence can end a token too, but
// no full stop comes before it.
func trimmed(text []byte) int {
	n := len(text)
	switch {
	case bytes.HasSuffix(text, []byte("."+paragraph)):
		return n - len(paragraph)
	case bytes.HasSuffix(text, []byte(". ")):
		return n - 1
	}
	return n
}
