package fast

import "mock-openai/pool"

// reason draws how many tokens a choice takes to reason before it says anything,
// counts them and returns their number: it is capped like all that is said. The
// standard deviation is a quarter of the mean, as that of text is.
func (g *generator) reason(c *turn) int {
	mean := c.manner.ReasoningTokens * c.rich.effort
	if mean == 0 {
		return 0
	}
	sampler := pool.Sampler{Mean: mean, Stddev: mean / 4}
	tokens := min(sampler.Tokens(c.rng), c.request.maxTokens)
	c.reasoningTokens += tokens
	c.completionTokens += tokens
	return tokens
}
