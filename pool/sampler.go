package pool

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Sampler draws the number of tokens in an answer from a normal distribution,
// rounded to whole tokens and at least 1.
type Sampler struct {
	Mean   float64 // tokens
	Stddev float64 // tokens
}

// farthest is how many standard deviations above the mean Max lies; a draw
// beyond it comes once in 10¹⁵.
const farthest = 8

// Validate says what makes no sense.
func (s Sampler) Validate() error {
	switch {
	case !(s.Mean >= 1 && s.Mean <= MaxTokens):
		return fmt.Errorf("mean of %g tokens is not between 1 and %d", s.Mean, MaxTokens)
	case !(s.Stddev >= 0):
		return fmt.Errorf("standard deviation of %g tokens is negative", s.Stddev)
	case s.Max() > MaxTokens:
		return fmt.Errorf("mean of %g and standard deviation of %g tokens go beyond %d tokens", s.Mean, s.Stddev, MaxTokens)
	}
	return nil
}

// Max is the most tokens that Tokens returns: what articles must be able to give.
func (s Sampler) Max() int {
	return int(math.Ceil(min(s.Mean+farthest*s.Stddev, MaxTokens+1)))
}

// Tokens draws a number of tokens between 1 and Max.
func (s Sampler) Tokens(r *rand.Rand) int {
	n := math.Round(s.Mean + s.Stddev*r.NormFloat64())
	return int(min(max(n, 1), float64(s.Max())))
}
