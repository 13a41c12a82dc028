package latency

import (
	"math"
	"math/rand/v2"
)

// sampler draws times in nanoseconds, and sums of several times.
type sampler interface {
	draw(r *rand.Rand) float64
	// sum is distributed like the sum of k draws, k > 0.
	sum(r *rand.Rand, k int) float64
}

// maxExactDraws is the number of draws that a sum adds one by one. For more draws
// only the mean and the deviation are exact, if the distribution of the sum has no
// closed form.
const maxExactDraws = 16

func (s Spread) sampler(d Distribution) sampler {
	mean, stddev := float64(s.Mean), float64(s.Stddev)
	switch {
	case stddev == 0 || d == Constant:
		return constant(mean)
	case d == Lognormal:
		return newLognormal(mean, stddev)
	case d == Gamma:
		return newGamma(mean, stddev)
	}
	return newTruncated(mean, stddev)
}

type constant float64

func (c constant) draw(*rand.Rand) float64         { return float64(c) }
func (c constant) sum(_ *rand.Rand, k int) float64 { return float64(c) * float64(k) }

type lognormal struct {
	mu, sigma    float64 // of the logarithm
	mean, stddev float64
}

func newLognormal(mean, stddev float64) lognormal {
	variance := math.Log1p(stddev / mean * stddev / mean)
	return lognormal{math.Log(mean) - variance/2, math.Sqrt(variance), mean, stddev}
}

func (l lognormal) draw(r *rand.Rand) float64 { return math.Exp(l.mu + l.sigma*r.NormFloat64()) }

// sum approximates a sum of lognormals by one with the same mean and deviation, after
// Fenton, The Sum of Log-Normal Probability Distributions in Scatter Transmission
// Systems, 1960.
func (l lognormal) sum(r *rand.Rand, k int) float64 {
	if k <= maxExactDraws {
		return sumOfDraws(l, r, k)
	}
	n := float64(k)
	return newLognormal(n*l.mean, math.Sqrt(n)*l.stddev).draw(r)
}

func sumOfDraws(l sampler, r *rand.Rand, k int) (sum float64) {
	for range k {
		sum += l.draw(r)
	}
	return sum
}

type gamma struct{ shape, scale float64 }

func newGamma(mean, stddev float64) gamma {
	return gamma{mean / stddev * mean / stddev, stddev / mean * stddev}
}

func (g gamma) draw(r *rand.Rand) float64 { return g.scale * standardGamma(r, g.shape) }

// sum is exact: the shapes add up.
func (g gamma) sum(r *rand.Rand, k int) float64 {
	return gamma{g.shape * float64(k), g.scale}.draw(r)
}

// standardGamma draws with scale 1, after Marsaglia and Tsang, A Simple Method
// for Generating Gamma Variables, 2000.
func standardGamma(r *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return standardGamma(r, shape+1) * math.Pow(1-r.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v *= v * v
		if math.Log(1-r.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}
