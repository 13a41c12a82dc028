package pool

import "math/bits"

// CharsPerToken is the length of a token: text is counted, made and cut in
// pieces of four characters (Unicode code points); the last piece of a text
// may be shorter. So tokens = ⌈characters / 4⌉ holds for every text, and a
// client can check a usage count with nothing but the text.
const CharsPerToken = 4

// Tokens is the number of tokens in a text of chars characters.
func Tokens(chars int) int { return (chars + CharsPerToken - 1) / CharsPerToken }

// Article is text of a known number of tokens, JSON-escaped, without the
// quotes around it. It shares the pool's memory and is never written to.
type Article struct {
	text   []byte   // the prose up to the end of the article
	bounds []uint32 // bounds[k] is where token k begins in text; one more than there are tokens
}

// closingWords bounds the search for an article that ends with a sentence, in
// words of 64 tokens. About one in six words has one, so that a miss is one in
// 10¹⁸.
const closingWords = 256

// Pick returns an article of exactly n tokens, chosen by r, whose last token
// ends a sentence: it reads as finished. Where no article of that length does
// (in a pool of very few), the text ends where the tokens do. n is clamped to
// 1..MaxTokens.
func (p *Pool) Pick(r uint64, n int) Article {
	n = min(max(n, 1), p.max)
	starts := p.prose.starts
	first := int(starts[r%uint64(len(starts))])
	last := int(starts[len(starts)-1])
	from := first
	for range closingWords {
		both := p.prose.begins.word(from) & p.prose.begins.word(from+n)
		if start := from + bits.TrailingZeros64(both); both != 0 && start <= last {
			return p.prose.closing(start, n)
		}
		if from += 64; from > last {
			from = 0
		}
	}
	return p.prose.cut(first, n)
}

// Tokens is the number of tokens in the article.
func (a Article) Tokens() int { return len(a.bounds) - 1 }

// Text is the whole article.
func (a Article) Text() []byte { return a.text[a.bounds[0]:] }

// Slice is the text of tokens from up to but not including to.
func (a Article) Slice(from, to int) []byte {
	return a.text[a.bounds[from]:min(int(a.bounds[to]), len(a.text))]
}

// First is the article's first n tokens; n is at most Tokens.
func (a Article) First(n int) Article {
	return Article{
		text:   a.text[:min(int(a.bounds[n]), len(a.text))],
		bounds: a.bounds[:n+1],
	}
}

// Before is the article's first n bytes of text, as a stop sequence cuts it:
// its last token may be shorter than the others. n must be on the boundary of a
// character.
func (a Article) Before(n int) Article {
	end := int(a.bounds[0]) + n
	tokens := 0
	for tokens < a.Tokens() && int(a.bounds[tokens]) < end {
		tokens++
	}
	return Article{text: a.text[:end], bounds: a.bounds[:tokens+1]}
}
