package pool

// CharsPerToken is the length of a token, unless a Tokenizer says otherwise. Text is
// counted, generated and cut in pieces of four characters (Unicode code points); the last
// piece of a text may be shorter. So tokens = ⌈characters / 4⌉ holds for every text, and a
// client can verify a usage count from the text alone.
const CharsPerToken = 4

// Tokens returns the number of tokens in a text of chars characters.
func Tokens(chars int) int { return (chars + CharsPerToken - 1) / CharsPerToken }

// Article is text with a known number of tokens, JSON-escaped, without the quotes
// around it. It shares the pool's memory and must not be modified.
type Article struct {
	text   []byte   // the prose up to the end of the article
	bounds []uint32 // bounds[k] is where token k begins in text; has one more element than there are tokens
}

// maxSearchWords limits the search for an article that ends with a sentence, in words
// of 64 tokens. About one in six words has one, so a miss has a probability of 1 in
// 10¹⁸.
const maxSearchWords = 256

// Pick returns an article of exactly n tokens, chosen by r, whose last token ends a
// sentence. If no article of that length does, as in a very small pool, the text ends
// within a sentence. n is clamped to 1..MaxTokens.
func (p *Pool) Pick(r uint64, n int) Article {
	n = min(max(n, 1), p.max)
	articleStarts := p.prose.articleStarts
	first := int(articleStarts[r%uint64(len(articleStarts))])
	last := int(articleStarts[len(articleStarts)-1])
	from, left := first, maxSearchWords
	for left > 0 {
		start, words := p.prose.sentenceStarts.pair(p.prose.sentenceEnds, from, n, last, left)
		if start >= 0 {
			return p.prose.closing(start, n)
		}
		from, left = 0, left-words
	}
	return p.prose.cut(first, n)
}

// Tokens returns the number of tokens in the article.
func (a Article) Tokens() int { return len(a.bounds) - 1 }

// Text returns the whole article.
func (a Article) Text() []byte { return a.text[a.bounds[0]:] }

// Slice returns the text of the tokens from..to-1.
func (a Article) Slice(from, to int) []byte {
	return a.text[a.bounds[from]:min(int(a.bounds[to]), len(a.text))]
}

// First returns the first n tokens; n is at most Tokens.
func (a Article) First(n int) Article {
	return Article{
		text:   a.text[:min(int(a.bounds[n]), len(a.text))],
		bounds: a.bounds[:n+1],
	}
}

// Before returns the first n bytes of text, as a stop sequence cuts it. Its last
// token may be shorter than the others. n must be a character boundary.
func (a Article) Before(n int) Article {
	end := int(a.bounds[0]) + n
	tokens := 0
	for tokens < a.Tokens() && int(a.bounds[tokens]) < end {
		tokens++
	}
	return Article{text: a.text[:end], bounds: a.bounds[:tokens+1]}
}
