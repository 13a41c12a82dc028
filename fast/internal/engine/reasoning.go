package engine

import (
	"cmp"

	"mock-openai/pool"
)

// DefaultMeanReasoning is the mean number of reasoning tokens if a request asks for reasoning
// and the profile sets no mean.
const DefaultMeanReasoning = 128

// drawReasoning draws the number of reasoning tokens of a choice, counts them and
// returns their number. The limit of tokens applies to them too. The standard
// deviation is a quarter of the mean, like that of text.
func (g *Generator) drawReasoning(c *Turn) int {
	q := c.Extras
	mean := cmp.Or(c.Profile.ReasoningTokens, float64(q.MeanReasoning)) * q.Effort
	if mean == 0 {
		return 0
	}
	sampler := pool.Sampler{Mean: mean, Stddev: mean / 4}
	tokens := min(sampler.Tokens(c.Rand), c.Request.MaxTokens)
	if q.MostReasoning > 0 {
		tokens = min(tokens, q.MostReasoning)
	}
	c.ReasoningTokens += tokens
	c.CompletionTokens += tokens
	return tokens
}

// reason draws the reasoning of a choice, as text if that is shown. If the article is shorter
// than what was drawn, only its tokens are counted.
func (g *Generator) reason(c *Turn) (text pool.Article, tokens int) {
	tokens = g.drawReasoning(c)
	if tokens == 0 || !c.Extras.ShowReasoning {
		return text, tokens
	}
	text = g.Pool.Pick(c.DrawArticle(), tokens)
	more := text.Tokens() - tokens
	c.ReasoningTokens += more
	c.CompletionTokens += more
	return text, tokens + more
}
