package fast

import "mock-openai/pool"

// effortOf is the factor of a reasoning_effort, which is JSON; 1 if it is not
// known.
func effortOf(raw []byte) float64 {
	switch string(raw) {
	case `"none"`:
		return 0
	case `"minimal"`:
		return 0.125
	case `"low"`:
		return 0.5
	case `"high"`:
		return 2
	case `"xhigh"`:
		return 4
	}
	return 1
}

// reason draws how many tokens a choice takes to reason before it says anything,
// counts them and returns their number: it is capped like all that is said. The
// standard deviation is a quarter of the mean, as that of text is.
func (s *Server) reason(c *call) int {
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
