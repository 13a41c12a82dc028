package latency

import (
	"math"
	"math/rand/v2"
)

// maxVariation is the largest coefficient of variation (deviation divided by mean) of
// a truncated normal distribution. It tends to 1, that of the exponential
// distribution, as less and less of the tail is left.
const maxVariation = 0.98

// truncated is a normal distribution cut off below zero. The mean and deviation of
// the full distribution are chosen so that the rest has the requested ones. Cutting
// or clamping the normal distribution itself would give a larger mean.
type truncated struct {
	mu, sigma    float64 // of the full distribution
	cut          float64 // zero, in sigmas from mu
	mean, stddev float64
}

func newTruncated(mean, stddev float64) truncated {
	cut := cutFor(stddev / mean)
	sigma := mean / (hazard(cut) - cut)
	return truncated{-cut * sigma, sigma, cut, mean, stddev}
}

// cutFor finds where to cut a normal distribution so that the rest has the
// coefficient of variation cv, which grows with the cut. Less than one part in 10¹⁵
// lies more than 8 deviations below the mean, so it is ignored.
func cutFor(cv float64) float64 {
	const maxDeviations = 8
	if cv < 1.0/maxDeviations {
		return -1 / cv
	}
	lo, hi := -maxDeviations-1.0, 30.0
	for range 40 { // to 10⁻¹⁰, in 0.8 µs, because requests may bring their own times
		mid := (lo + hi) / 2
		if variation(mid) < cv {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// variation returns the coefficient of variation of the standard normal distribution
// above cut, measured from cut. The formulas are from Johnson, Kotz and Balakrishnan,
// Continuous Univariate Distributions, 13.10.1.
func variation(cut float64) float64 {
	h := hazard(cut)
	return math.Sqrt(1-h*(h-cut)) / (h - cut)
}

// hazard returns the density of the standard normal distribution at x divided by the
// probability above x.
func hazard(x float64) float64 {
	return math.Sqrt(2/math.Pi) * math.Exp(-x*x/2) / math.Erfc(x/math.Sqrt2)
}

func (t truncated) draw(r *rand.Rand) float64 {
	if t.cut > 0 {
		return max(0, t.mu+t.sigma*tail(r, t.cut))
	}
	for {
		if x := t.mu + t.sigma*r.NormFloat64(); x >= 0 {
			return x
		}
	}
}

// tail draws from the standard normal distribution above cut, after Robert,
// Simulation of Truncated Normal Variables, 1995.
func tail(r *rand.Rand, cut float64) float64 {
	rate := (cut + math.Sqrt(cut*cut+4)) / 2
	for {
		x := cut + r.ExpFloat64()/rate
		if d := x - rate; r.Float64() <= math.Exp(-d*d/2) {
			return x
		}
	}
}

// sum approximates the sum of many draws by a normal distribution (central limit
// theorem).
func (t truncated) sum(r *rand.Rand, k int) float64 {
	if k <= maxExactDraws {
		return sumOfDraws(t, r, k)
	}
	n := float64(k)
	return max(0, n*t.mean+math.Sqrt(n)*t.stddev*r.NormFloat64())
}
