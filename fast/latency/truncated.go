package latency

import (
	"math"
	"math/rand/v2"
)

// maxVariation is the largest deviation of a truncated normal distribution, in
// means: it tends to 1, that of the exponential distribution, as less and less
// of the tail is left.
const maxVariation = 0.98

// truncated is a normal distribution without what lies below zero. The mean
// and the deviation of the whole are chosen such that the rest has those that
// were asked for; cutting or clamping the normal itself would draw more.
type truncated struct {
	mu, sigma    float64 // of the whole
	cut          float64 // where zero is, in sigmas from mu
	mean, stddev float64
}

func newTruncated(mean, stddev float64) truncated {
	cut := cutFor(stddev / mean)
	sigma := mean / (hazard(cut) - cut)
	return truncated{-cut * sigma, sigma, cut, mean, stddev}
}

// cutFor finds where to cut a normal distribution such that the coefficient of
// variation of the rest is cv, which grows with the cut. What lies more than
// 8 deviations below the mean is less than one part in 10¹⁵, and missed by none.
func cutFor(cv float64) float64 {
	const farthest = 8
	if cv < 1.0/farthest {
		return -1 / cv
	}
	lo, hi := -farthest-1.0, 30.0
	for range 40 { // to 10⁻¹⁰, in 0.8 µs: requests may bring times of their own
		mid := (lo + hi) / 2
		if variation(mid) < cv {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// variation is the standard deviation, in means, of the standard normal
// distribution above cut, measured from cut. The formulas are those of Johnson,
// Kotz and Balakrishnan, Continuous Univariate Distributions, 13.10.1.
func variation(cut float64) float64 {
	h := hazard(cut)
	return math.Sqrt(1-h*(h-cut)) / (h - cut)
}

// hazard is the density of the standard normal distribution at x, relative to
// what lies above x.
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

// sum takes the sum of many for normal, by the central limit theorem.
func (t truncated) sum(r *rand.Rand, k int) float64 {
	if k <= exactUpTo {
		return added(t, r, k)
	}
	n := float64(k)
	return max(0, n*t.mean+math.Sqrt(n)*t.stddev*r.NormFloat64())
}
