package engine

import "mock-openai/pool"

// drawReasoning draws how many tokens a choice takes to reason before it says anything,
// counts them and returns their number: it is capped like all that is said. The
// standard deviation is a quarter of the mean, as that of text is.
func (g *Generator) drawReasoning(c *Turn) int {
	mean := c.Profile.ReasoningTokens * c.Extras.Effort
	if mean == 0 {
		return 0
	}
	sampler := pool.Sampler{Mean: mean, Stddev: mean / 4}
	tokens := min(sampler.Tokens(c.Rand), c.Request.MaxTokens)
	c.ReasoningTokens += tokens
	c.CompletionTokens += tokens
	return tokens
}
