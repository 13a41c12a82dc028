package fault

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

var plan = append(Errors(0.1, 429, 503), Rated{Default(Stall), 0.2}, Rated{Default(NoDone), 0.05})

// TestPlan_Rates checks that each fault occurs at its rate, within five standard
// deviations.
func TestPlan_Rates(t *testing.T) {
	const draws = 100_000
	r := rand.New(rand.NewPCG(1, 2))
	got := map[Spec]int{}
	for range draws {
		if spec, ok := plan.Draw(r); ok {
			got[spec]++
		}
	}
	if len(got) != len(plan) {
		t.Errorf("drew %v", got)
	}
	for _, p := range plan {
		want, deviation := draws*p.Rate, math.Sqrt(draws*p.Rate*(1-p.Rate))
		if off := math.Abs(float64(got[p.Spec]) - want); off > 5*deviation {
			t.Errorf("%s came %d times, want %g ± %g", p.Spec, got[p.Spec], want, deviation)
		}
	}
}

// TestPlan_Draw checks that a draw takes one number, or none, and does not allocate.
func TestPlan_Draw(t *testing.T) {
	f := func(p Plan, numbers int) {
		t.Helper()
		a, b := rand.NewPCG(3, 4), rand.NewPCG(3, 4)
		p.Draw(rand.New(a))
		for range numbers {
			b.Uint64()
		}
		if a.Uint64() != b.Uint64() {
			t.Errorf("%v does not take %d numbers", p, numbers)
		}
		r := rand.New(a)
		if n := testing.AllocsPerRun(100, func() { p.Draw(r) }); n != 0 {
			t.Errorf("%v allocates %v times", p, n)
		}
	}
	f(nil, 0)
	f(plan, 1)
	f(Plan{{Default(Reset), 1}}, 1)
}

func TestPlan_Certain(t *testing.T) {
	always, never := Plan{{Default(Reset), 1}}, Plan{{Default(Reset), 0}}
	for _, x := range []float64{0, 0.5, math.Nextafter(1, 0)} {
		if _, ok := always.at(x); !ok {
			t.Errorf("nothing at %g", x)
		}
		if spec, ok := never.at(x); ok {
			t.Errorf("%s at %g", spec, x)
		}
	}
}

func TestPlan_Validate(t *testing.T) {
	f := func(p Plan, want string) {
		t.Helper()
		err := p.Validate()
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%v: %v, want %q", p, err, want)
		}
	}
	f(nil, "")
	f(plan, "")
	f(Errors(1, 400, 401, 403, 404, 408, 409, 422, 429, 500, 503), "")
	f(Plan{{Default(Reset), 0.6}, {Default(Stall), 0.6}}, "add up to 1.2")
	f(Plan{{Default(Reset), -0.1}}, "rate -0.1")
	f(Plan{{Default(Reset), math.NaN()}}, "rate NaN")
	f(Errors(0.1, 200), "status")
}

func TestParseRated(t *testing.T) {
	f := func(text, spec string, rate float64) {
		t.Helper()
		got, err := ParseRated(text)
		if err != nil || got.Spec.String() != spec || got.Rate != rate {
			t.Errorf("ParseRated(%q) = %v, %v", text, got, err)
		}
	}
	f("reset=1", "reset", 1)
	f("stall:after=3,for=2s=0.01", "stall:after=3,for=2s", 0.01)
	fails := func(text, want string) {
		t.Helper()
		if got, err := ParseRated(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseRated(%q) = %v, %v, want an error with %q", text, got, err, want)
		}
	}
	fails("reset", "has no rate")
	fails("reset=2", "not a number from 0 to 1")
	fails("stall:after=3", "not NAME=VALUE")
	fails("crash=1", "no fault is named")
}

func TestCounts(t *testing.T) {
	var c Counts
	c.Add(Stall)
	c.Add(Stall)
	n, sum := 0, uint64(0)
	for k, count := range c.All() {
		n, sum = n+1, sum+count
		if k == None || count != c.Of(k) {
			t.Errorf("%v: %d", k, count)
		}
	}
	if n != int(kinds)-1 || sum != 2 || c.Of(Stall) != 2 {
		t.Errorf("%d kinds, %d in all, %d stalls", n, sum, c.Of(Stall))
	}
}
