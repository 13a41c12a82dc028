package tokenizer

import "github.com/dlclark/regexp2/v2"

// splitter splits text into pieces, across whose borders tokens do not merge: the matches
// of a regular expression and what is between them. The expressions look ahead, which
// package regexp cannot.
type splitter struct{ *regexp2.Regexp }

func newSplitter(expression string) (splitter, error) {
	re, err := regexp2.Compile(expression, regexp2.None)
	return splitter{re}, err
}

// split appends the ends of the pieces that the pieces of text, whose ends are given, fall
// into.
func (s splitter) split(dst []int, text string, ends []int) []int {
	from := 0
	for _, to := range ends {
		at := from
		matches, _ := s.FindAllStringIndex(text[from:to], -1) // an error needs a time limit
		for _, m := range matches {
			if begin := from + m[0]; begin > at {
				dst, at = append(dst, begin), begin
			}
			if end := from + m[1]; end > at {
				dst, at = append(dst, end), end
			}
		}
		if to > at {
			dst = append(dst, to)
		}
		from = to
	}
	return dst
}

// The expressions of OpenAI's encodings, and those of others that are alike.
const (
	gpt2Pieces  = `'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
	cl100Pieces = `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
	qwenPieces  = `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
	o200kPieces = `[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|` +
		`[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|` +
		`\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`
)
