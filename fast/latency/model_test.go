package latency

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

const ms = time.Millisecond

func newRand() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

// moments returns the mean and the standard deviation of n draws.
func moments(t *testing.T, n int, draw func() float64) (mean, stddev float64) {
	t.Helper()
	var m2 float64
	for i := range n {
		x := draw()
		if x < 0 || math.IsNaN(x) || math.IsInf(x, 0) {
			t.Fatalf("drew %g", x)
		}
		d := x - mean
		mean += d / float64(i+1)
		m2 += d * (x - mean)
	}
	return mean, math.Sqrt(m2 / float64(n-1))
}

func validLaw(t *testing.T, d Distribution, mean, stddev time.Duration) sampler {
	t.Helper()
	s := Spread{mean, stddev}
	if err := s.validate(d); err != nil {
		t.Fatal(err)
	}
	return s.sampler(d)
}

func near(got, want, tolerance float64) bool { return math.Abs(got-want) <= tolerance*want }

func TestMoments(t *testing.T) {
	const n = 400_000
	f := func(d Distribution, mean, stddev time.Duration) {
		t.Helper()
		sampler, r := validLaw(t, d, mean, stddev), newRand()
		gotMean, gotStddev := moments(t, n, func() float64 { return sampler.draw(r) })
		if !near(gotMean, float64(mean), 0.01) || !near(gotStddev, float64(stddev), 0.03) {
			t.Errorf("%v of %v ± %v draws %v ± %v", d, mean, stddev, time.Duration(gotMean), time.Duration(gotStddev))
		}
		for _, k := range []int{2, maxExactDraws, maxExactDraws + 1, 100} {
			gotMean, gotStddev := moments(t, n/10, func() float64 { return sampler.sum(r, k) })
			wantMean, wantStddev := float64(mean)*float64(k), float64(stddev)*math.Sqrt(float64(k))
			if !near(gotMean, wantMean, 0.02) || !near(gotStddev, wantStddev, 0.06) {
				t.Errorf("%d times %v of %v ± %v sum up to %v ± %v", k, d, mean, stddev, time.Duration(gotMean), time.Duration(gotStddev))
			}
		}
	}
	for _, d := range []Distribution{Normal, Lognormal, Gamma} {
		f(d, 20*ms, ms)
		f(d, 20*ms, 5*ms)
		f(d, 20*ms, 15*ms)
		f(d, 100*time.Microsecond, 90*time.Microsecond)
	}
	f(Normal, 20*ms, 20*ms*98/100)
	f(Lognormal, 20*ms, 30*ms)
	f(Gamma, 20*ms, 40*ms)
	f(Constant, 20*ms, 0)
	f(Normal, time.Microsecond, 0)
}

// TestCutFor computes the moments of a truncated normal distribution.
func TestCutFor(t *testing.T) {
	for cv := 0.01; cv <= maxVariation; cv += 0.01 {
		if got := variation(cutFor(cv)); !near(got, cv, 1e-8) {
			t.Errorf("variation of %g, want %g", got, cv)
		}
	}
}

// TestDraw_Extremes draws from the extremes of what is valid.
func TestDraw_Extremes(t *testing.T) {
	f := func(d Distribution, mean, stddev time.Duration) {
		t.Helper()
		sampler, r := validLaw(t, d, mean, stddev), newRand()
		for _, k := range []int{1, maxExactDraws, 1_000_000} {
			moments(t, 1000, func() float64 { return sampler.sum(r, k) })
		}
	}
	for _, d := range []Distribution{Normal, Lognormal, Gamma, Constant} {
		f(d, 0, 0)
		f(d, maxMean, 1)
		f(d, maxMean, maxMean/2)
		f(d, 2, 1)
	}
	for _, d := range []Distribution{Lognormal, Gamma} {
		f(d, 1, 100*maxMean)
		f(d, maxMean, 100*maxMean)
	}
}

func TestModel_Invalid(t *testing.T) {
	f := func(m Model, want string) {
		t.Helper()
		if err := m.Validate(); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%+v: %v, want %q", m, err, want)
		}
	}
	f(Model{TTFT: Spread{-1, 0}}, "time to first token: mean of -1ns")
	f(Model{ITL: Spread{ms, -1}}, "inter-token latency: standard deviation of -1ns")
	f(Model{ITL: Spread{0, ms}}, "needs a mean")
	f(Model{ITL: Spread{ms, ms}}, "lognormal and gamma may be")
	f(Model{TTFT: Spread{1000 * time.Hour, 0}}, "not between 0 and 24h")
	f(Model{Jitter: -1}, "jitter")
	f(Model{PrefillPerToken: -1}, "prefill")
	f(Model{Distribution: 9}, "Distribution(9)")
	f(Model{Trace: new(Trace)}, "the trace has no request")
	m := Model{ITL: Spread{ms, ms}, Distribution: Gamma}
	if err := m.Validate(); err != nil {
		t.Error(err)
	}
}

func TestStretch(t *testing.T) {
	f := func(factor float64, running, most int, want float64) {
		t.Helper()
		if got := LoadSlowdown(factor, running, most); math.Abs(got-want) > 1e-9 {
			t.Errorf("Stretch(%g, %d, %d) = %g, want %g", factor, running, most, got, want)
		}
	}
	f(3, 1, 11, 1)
	f(3, 6, 11, 2)
	f(3, 11, 11, 3)
	f(3, 20, 11, 3)
	f(3, 0, 11, 1)
	f(3, 5, 0, 1)
	f(0, 5, 10, 1+-1*4.0/9)
}

func TestDistribution_Text(t *testing.T) {
	for _, name := range Distributions() {
		var d Distribution
		if err := d.UnmarshalText([]byte(name)); err != nil || d.String() != name {
			t.Errorf("%s: %v, %v", name, d, err)
		}
	}
	var d Distribution
	if err := d.UnmarshalText([]byte("pareto")); err == nil {
		t.Error("pareto is known")
	}
}

func BenchmarkNewClock(b *testing.B) {
	f := func(d Distribution, stddev time.Duration) {
		b.Run(fmt.Sprintf("%v/%v", d, stddev), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				NewClock(Model{ITL: Spread{20 * ms, stddev}, Distribution: d})
			}
		})
	}
	f(Normal, 2*ms)
	f(Normal, 10*ms)
	f(Lognormal, 10*ms)
	f(Gamma, 10*ms)
}
