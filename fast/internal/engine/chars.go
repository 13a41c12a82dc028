package engine

import (
	"unicode/utf8"

	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// Chars returns the number of characters in a.
func Chars(a pool.Article) int {
	last := a.Tokens() - 1
	if last < 0 {
		return 0
	}
	var room [TokenBytes]byte
	return last*pool.CharsPerToken + utf8.RuneCount(skim.AppendUnescaped(room[:0], a.Slice(last, last+1)))
}
