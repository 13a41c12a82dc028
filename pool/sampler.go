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

// maxDeviations is how many standard deviations above the mean Max is; a draw exceeds
// it once in 10¹⁵.
const maxDeviations = 8

// Validate returns an error if s makes no sense.
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

// Max returns the most tokens that Tokens returns.
func (s Sampler) Max() int {
	return int(math.Ceil(min(s.Mean+maxDeviations*s.Stddev, MaxTokens+1)))
}

// Tokens draws a number of tokens between 1 and Max.
func (s Sampler) Tokens(r *rand.Rand) int {
	n := math.Round(s.Mean + s.Stddev*r.NormFloat64())
	return int(min(max(n, 1), float64(s.Max())))
}
