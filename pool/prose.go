package pool

// prose is one long text that all articles are windows on: 4,096 of them cost
// 0.8 MB (0.9 if rich) and not hundreds, whatever their length. Every sentence,
// with the space or the blank line behind it, is a whole number of tokens, so that
// each article begins with a sentence on the boundary of a token. A block of rich
// text, such as a list, counts as a sentence.
type prose struct {
	text   []byte   // JSON-escaped
	bounds []uint32 // where each token begins in text, and the end of the last
	starts []uint32 // the token with which each article begins
	begins bitset   // the tokens that begin a sentence: text up to there is complete
}

// bitset is a set of small integers.
type bitset []uint64

// newBitset is for integers below n; word may go up to there.
func newBitset(n int) bitset { return make(bitset, n/64+2) }

func (b bitset) set(i int) { b[i/64] |= 1 << (i % 64) }

// word tells of 64 integers from i on which are in the set.
func (b bitset) word(i int) uint64 {
	return b[i/64]>>(i%64) | b[i/64+1]<<1<<(63-i%64)
}

func (p *prose) tokens() int     { return len(p.bounds) - 1 }
func (p *prose) end(tok int) int { return int(p.bounds[tok]) }

// author writes what prose is made of.
type author interface {
	// appendSentence appends a sentence, JSON-escaped, with the space or the
	// paragraph that separates it from the next: a whole number of tokens.
	appendSentence(dst []byte) []byte
}

// paragraph is the blank line between paragraphs, JSON-escaped.
const paragraph = `\n\n`

// writeProse writes more than articles sentences, and goes on until max tokens
// follow the beginning of any that an article may have.
func writeProse(w author, articles, max int) prose {
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
	p.starts = sentences[:articles:articles]
	p.begins = newBitset(p.tokens())
	for _, tok := range sentences {
		p.begins.set(int(tok))
	}
	return p
}

// appendSentence adds one sentence and what separates it from the next, and
// the boundaries of its tokens.
func (p *prose) appendSentence(w author) {
	at := len(p.text)
	p.text = w.appendSentence(p.text)
	p.bounds = appendBounds(p.bounds, p.text, at)
}

// closing is the article of n tokens from token start, where another sentence
// begins behind it: without what separates the two.
func (p *prose) closing(start, n int) Article {
	a := p.cut(start, n)
	separator := len(" ")
	if a.text[len(a.text)-1] != ' ' {
		separator = len(paragraph)
	}
	a.text = a.text[:len(a.text)-separator]
	return a
}

// cut is the article of n tokens from token start.
func (p *prose) cut(start, n int) Article {
	return Article{text: p.text[:p.end(start+n)], bounds: p.bounds[start : start+n+1]}
}
