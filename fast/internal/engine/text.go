package engine

// GenerateText adds a choice of sampled length, of at most most tokens and cut as the
// request asks.
func (g *Generator) GenerateText(c *Turn, echo []byte, most int) {
	tokens := c.Profile.Tokens.Tokens(c.Rand)
	said := Choice{Echo: echo, Article: g.Pool.Pick(c.DrawArticle(), tokens), Finish: FinishStop}
	if most < tokens {
		said.Article, said.Finish = said.Article.First(most), FinishLength
	}
	said.stop(&c.Request.Stop)
	c.Choices = append(c.Choices, said)
	c.CompletionTokens += said.Article.Tokens()
}
