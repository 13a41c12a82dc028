package engine

// GenerateText adds a choice of sampled length. It has at most most tokens and ends
// as the request asks.
func (g *Generator) GenerateText(c *Turn, echo []byte, most int) {
	tokens := g.drawLength(c)
	article, finish := g.Pool.Pick(c.DrawArticle(), tokens), FinishStop
	if most < tokens {
		article, finish = article.First(most), FinishLength
	}
	c.Choices = append(c.Choices, Choice{Echo: echo, Article: article, Finish: finish})
	choice := &c.Choices[len(c.Choices)-1]
	choice.stop(&c.Request.Stop)
	c.CompletionTokens += choice.Article.Tokens()
}

// drawLength draws how many tokens a text has, before it is cut. One that goes on up to
// MaxTokens has a token more, so that it is cut there.
func (g *Generator) drawLength(c *Turn) int {
	tokens, q := c.Profile.Tokens.Tokens(c.Rand), &c.Request
	if q.IgnoreEnd && q.MaxTokens < g.Pool.MaxTokens() {
		return q.MaxTokens + 1
	}
	return min(max(tokens, q.MinTokens), g.Pool.MaxTokens())
}
