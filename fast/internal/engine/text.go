package engine

// GenerateText adds a choice of sampled length. It has at most most tokens and ends
// as the request asks.
func (g *Generator) GenerateText(c *Turn, echo []byte, most int) {
	tokens := c.Profile.Tokens.Tokens(c.Rand)
	choice := Choice{Echo: echo, Article: g.Pool.Pick(c.DrawArticle(), tokens), Finish: FinishStop}
	if most < tokens {
		choice.Article, choice.Finish = choice.Article.First(most), FinishLength
	}
	choice.stop(&c.Request.Stop)
	c.Choices = append(c.Choices, choice)
	c.CompletionTokens += choice.Article.Tokens()
}
