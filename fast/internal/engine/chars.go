package engine

import "mock-openai/pool"

// Chars returns the number of characters in the tokens [from, to) of a text of a.
func (a *Answer) Chars(text pool.Article, from, to int) int {
	switch {
	case from >= to:
		return 0
	case a.Tokenizer != nil:
		return pool.Chars(text.Slice(from, to))
	case to < text.Tokens():
		return (to - from) * pool.CharsPerToken
	}
	return (to-from-1)*pool.CharsPerToken + pool.Chars(text.Slice(to-1, to))
}
