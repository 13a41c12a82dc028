package fast

// say adds a choice of sampled length, of at most most tokens and cut as the
// request asks.
func (g *generator) say(c *turn, echo []byte, most int) {
	tokens := c.manner.Tokens.Tokens(c.rng)
	said := choice{echo: echo, article: g.pool.Pick(c.where(), tokens), finish: finishStop}
	if most < tokens {
		said.article, said.finish = said.article.First(most), finishLength
	}
	if at := c.request.stop.find(said.article.Text()); at >= 0 {
		said.article, said.finish = said.article.Before(at), finishStop
	}
	c.choices = append(c.choices, said)
	c.completionTokens += said.article.Tokens()
}
