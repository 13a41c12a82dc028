package pool

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// Tokenizer splits text into the tokens of a vocabulary. It is safe for concurrent use.
type Tokenizer interface {
	// Count returns the number of tokens in text.
	Count(text []byte) int
	// AppendEnds appends where in text, which is UTF-8, each of its tokens ends. That may
	// be within a character. The last end is that of the text.
	AppendEnds(ends []uint32, text []byte) []uint32
	// AppendIDs appends the ids of the tokens of text.
	AppendIDs(ids []uint32, text []byte) []uint32
	// AppendToken appends the text of the token with that id, which may be part of a
	// character; false means that there is no such token.
	AppendToken(dst []byte, id uint32) (_ []byte, ok bool)
}

// appendTokenEnds appends the ends of the tokens that t splits text into from byte at on.
// A token that ends within a character ends before it; the next has all of it.
func appendTokenEnds(bounds []uint32, text []byte, at int, t Tokenizer) []uint32 {
	return appendTokenEndsBefore(bounds, text, at, t, "")
}

// appendTokenEndsBefore is appendTokenEnds for a text that next follows. It may begin no
// token that began in the text.
func appendTokenEndsBefore(bounds []uint32, text []byte, at int, t Tokenizer, next string) []uint32 {
	var plain []byte
	for rest := text[at:]; len(rest) > 0; {
		n := charLen(rest)
		plain = appendChar(plain, rest[:n])
		rest = rest[n:]
	}
	first := len(bounds)
	bounds = t.AppendEnds(bounds, append(plain, next...))
	for len(bounds) > first && int(bounds[len(bounds)-1]) > len(plain) {
		bounds = bounds[:len(bounds)-1]
	}
	from := 0 // in plain
	for i, end := range bounds[first:] {
		for at < len(text) {
			n := charLen(text[at:])
			var room [utf8.UTFMax]byte
			size := len(appendChar(room[:0], text[at:at+n]))
			if from+size > int(end) {
				break
			}
			from, at = from+size, at+n
		}
		bounds[first+i] = uint32(at)
	}
	return bounds
}

// shortEscapes are the letters of escapes and what they stand for.
var shortEscapes = [256]byte{'n': '\n', 't': '\t', 'r': '\r', 'b': '\b', 'f': '\f', '"': '"', '\\': '\\', '/': '/'}

// appendChar appends a character as UTF-8. Escaped is how JSON has it.
func appendChar(dst, escaped []byte) []byte {
	switch {
	case escaped[0] == '\\' && len(escaped) == 2:
		return append(dst, shortEscapes[escaped[1]])
	case escaped[0] < utf8.RuneSelf && len(escaped) == 1:
		return append(dst, escaped[0])
	}
	return utf8.AppendRune(dst, firstChar(escaped))
}

// writeTokenized is writeProse with the tokens of t. Tokens never join two paragraphs, so
// every article begins with one.
func writeTokenized(w sentenceWriter, articles, max int, t Tokenizer) prose {
	p := prose{bounds: []uint32{0}}
	var starts, ends []uint32
	for len(starts) <= articles || p.tokens() < int(starts[articles])+max+64 {
		starts = append(starts, uint32(p.tokens()))
		ends = p.appendParagraph(w, t, ends)
	}
	p.articleStarts = starts[:articles:articles]
	p.sentenceStarts, p.sentenceEnds = newBitset(p.tokens()), newBitset(p.tokens())
	for _, tok := range starts {
		p.sentenceStarts.set(int(tok))
	}
	for _, tok := range ends {
		p.sentenceEnds.set(int(tok))
	}
	return p
}

// appendParagraph adds a paragraph, and to ends the tokens behind its sentences.
func (p *prose) appendParagraph(w sentenceWriter, t Tokenizer, ends []uint32) []uint32 {
	from, first := len(p.text), len(p.bounds)
	var stops []uint32 // where sentences end, except the last
	for {
		p.text = w.appendSentence(p.text)
		if bytes.HasSuffix(p.text, []byte(paragraph)) {
			break
		}
		stops = append(stops, uint32(len(p.text)-len(" ")))
	}
	p.bounds = appendTokenEndsBefore(p.bounds, p.text, from, t, "A")
	for _, stop := range stops {
		if tok, ok := slices.BinarySearch(p.bounds[first:], stop); ok {
			ends = append(ends, uint32(first+tok))
		}
	}
	// A full stop and the blank line behind it may be one token, which is another one
	// without the line.
	last := from
	if len(stops) > 0 {
		last = int(stops[len(stops)-1])
	}
	if tok, ok := slices.BinarySearch(p.bounds[first-1:], uint32(last)); ok {
		closed := appendTokenEnds(nil, p.text[:len(p.text)-len(paragraph)], last, t)
		inner := len(closed) - 1
		tok += first - 1
		if tok+1+inner < len(p.bounds) && slices.Equal(closed[:inner], p.bounds[tok+1:tok+1+inner]) {
			ends = append(ends, uint32(tok+len(closed)))
		}
	}
	return ends
}
