package pool

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestSampler checks mean, deviation and tails with so many draws that a correct
// sampler fails less than once in a million runs. The source is seeded too.
func TestSampler(t *testing.T) {
	f := func(s Sampler) {
		t.Helper()
		const draws = 400_000
		r := rand.New(rand.NewPCG(5, 6))
		var sum, squares float64
		beyond := [4]float64{}
		for range draws {
			d := float64(s.Tokens(r)) - s.Mean
			sum += d
			squares += d * d
			for k := range beyond {
				if math.Abs(d) > float64(k)*s.Stddev+0.5 {
					beyond[k]++
				}
			}
		}
		mean, sd := sum/draws, math.Sqrt(squares/draws)
		if math.Abs(mean) > 5*s.Stddev/math.Sqrt(draws) {
			t.Errorf("%+v: mean is off by %g", s, mean)
		}
		if math.Abs(sd-s.Stddev) > 0.01*s.Stddev {
			t.Errorf("%+v: deviation is %g", s, sd)
		}
		for k := 1; k < len(beyond); k++ {
			want := math.Erfc((float64(k)*s.Stddev + 0.5) / s.Stddev / math.Sqrt2)
			if got := beyond[k] / draws; math.Abs(got-want) > 5*math.Sqrt(want/draws) {
				t.Errorf("%+v: %g of the draws beyond %d deviations, want %g", s, got, k, want)
			}
		}
	}
	f(Sampler{Mean: 256, Stddev: 64})
	f(Sampler{Mean: 10_000, Stddev: 500})
}

func TestSampler_Bounds(t *testing.T) {
	f := func(s Sampler, lo, hi int) {
		t.Helper()
		r := rand.New(rand.NewPCG(7, 8))
		least, most := math.MaxInt, 0
		for range 20_000 {
			n := s.Tokens(r)
			least, most = min(least, n), max(most, n)
		}
		if least < lo || most > hi || most > s.Max() {
			t.Errorf("%+v gives %d..%d, want within %d..%d", s, least, most, lo, hi)
		}
	}
	f(Sampler{Mean: 100}, 100, 100)
	f(Sampler{Mean: 1}, 1, 1)
	f(Sampler{Mean: 2, Stddev: 50}, 1, 402)
}

func TestSampler_Validate_Failure(t *testing.T) {
	f := func(s Sampler) {
		t.Helper()
		if s.Validate() == nil {
			t.Errorf("%+v passes", s)
		}
	}
	f(Sampler{Mean: 0})
	f(Sampler{Mean: math.NaN()})
	f(Sampler{Mean: 10, Stddev: -1})
	f(Sampler{Mean: 10, Stddev: math.Inf(1)})
	f(Sampler{Mean: MaxTokens, Stddev: 1})
}
