package pool

import (
	"bytes"
	"math/bits"
)

// prose is one long text of which all articles are windows: 4,096 articles take 0.8
// MB (0.9 MB if rich) instead of hundreds, whatever their length. Every sentence,
// with the space or blank line after it, is a whole number of tokens, so each article
// begins with a sentence at a token boundary. A block of rich text, such as a list,
// counts as a sentence.
type prose struct {
	text           []byte   // JSON-escaped
	bounds         []uint32 // where each token begins in text, and the end of the last
	articleStarts  []uint32 // the first token of each article
	sentenceStarts bitset   // the tokens that begin a sentence: the text before them is complete
	sentenceEnds   bitset   // the tokens that may follow an article; the same, unless a Tokenizer sets the tokens
}

// bitset is a set of small integers.
type bitset []uint64

// newBitset returns a set for integers below n; pair works up to n.
func newBitset(n int) bitset { return make(bitset, n/64+2) }

func (b bitset) set(i int) { b[i/64] |= 1 << (i % 64) }

// pair returns the first start from from on that is in the set and for which start+n is
// in after, -1 if there is none up to last, and how many words of 64 integers it took, which
// are at most most.
//
// It holds each word of the set until the next, so that a word takes two loads and no
// division. Most searches take five.
func (b bitset) pair(after bitset, from, n, last, most int) (start, words int) {
	starts, ends := b[from/64:], after[(from+n)/64:]
	atStart, atEnd := uint(from%64), uint((from+n)%64)
	here, there := starts[0], ends[0]
	for ; words < most && from <= last; words++ {
		nextHere, nextThere := starts[words+1], ends[words+1]
		both := (here>>(atStart&63) | nextHere<<1<<((63-atStart)&63)) & (there>>(atEnd&63) | nextThere<<1<<((63-atEnd)&63))
		if both != 0 {
			if start := from + bits.TrailingZeros64(both); start <= last {
				return start, words
			}
		}
		here, there, from = nextHere, nextThere, from+64
	}
	return -1, words
}

func (p *prose) tokens() int     { return len(p.bounds) - 1 }
func (p *prose) end(tok int) int { return int(p.bounds[tok]) }

// sentenceWriter writes the sentences of a prose.
type sentenceWriter interface {
	// appendSentence appends a JSON-escaped sentence and the space or blank line that
	// separates it from the next: a whole number of tokens.
	appendSentence(dst []byte) []byte
}

// paragraph is the blank line between paragraphs, JSON-escaped.
const paragraph = `\n\n`

// writeProse writes more than articles sentences, until at least max tokens follow
// the start of every article.
func writeProse(w sentenceWriter, articles, max int) prose {
	const tokensPerSentence = 19
	estimate := articles*tokensPerSentence + max
	p := prose{
		text:   make([]byte, 0, estimate*CharsPerToken*9/8),
		bounds: append(make([]uint32, 0, estimate*9/8), 0),
	}
	var sentences []uint32
	for len(sentences) <= articles || p.tokens() < int(sentences[articles])+max+64 {
		sentences = append(sentences, uint32(p.tokens()))
		p.appendSentence(w)
	}
	p.articleStarts = sentences[:articles:articles]
	p.sentenceStarts = newBitset(p.tokens())
	for _, tok := range sentences {
		p.sentenceStarts.set(int(tok))
	}
	p.sentenceEnds = p.sentenceStarts
	return p
}

// appendSentence adds one sentence, its separator, and the boundaries of its tokens.
func (p *prose) appendSentence(w sentenceWriter) {
	at := len(p.text)
	p.text = w.appendSentence(p.text)
	p.bounds = appendBounds(p.bounds, p.text, at)
}

// closing returns the article of n tokens from token start without its final
// separator. A sentence must end there.
func (p *prose) closing(start, n int) Article {
	a := p.cut(start, n)
	switch {
	case a.text[len(a.text)-1] == ' ':
		a.text = a.text[:len(a.text)-len(" ")]
	case bytes.HasSuffix(a.text, []byte(paragraph)): // else the separator is a token of its own
		a.text = a.text[:len(a.text)-len(paragraph)]
	}
	return a
}

// cut returns the article of n tokens from token start.
func (p *prose) cut(start, n int) Article {
	return Article{text: p.text[:p.end(start+n)], bounds: p.bounds[start : start+n+1]}
}
