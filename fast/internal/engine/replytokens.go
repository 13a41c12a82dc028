package engine

import (
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// tokenized returns r with the tokens of t. Chunks stay as they are: one event each.
func (r *Reply) tokenized(t pool.Tokenizer) *Reply {
	made := *r
	recount := func(a pool.Article) (pool.Article, int) {
		if a.Tokens() <= 0 {
			return a, 0
		}
		tokens := t.Count(skim.AppendUnescaped(nil, a.Text()))
		if !r.Chunked {
			a, _ = pool.NewArticle(a.Text(), nil, t)
		}
		return a, tokens
	}
	made.Text, made.TextTokens = recount(r.Text)
	made.Reasoning, made.ReasoningTokens = recount(r.Reasoning)
	made.Calls, made.CallTokens = make([]ToolCall, len(r.Calls)), 0
	for i, call := range r.Calls {
		tokens := 0
		call.Input, tokens = recount(call.Input)
		made.Calls[i] = call
		made.CallTokens += tokens
	}
	return &made
}
