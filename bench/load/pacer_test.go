package load_test

import (
	"math"
	"testing"
	"time"

	"mock-openai/bench/load"
)

// TestPacer_Arrivals holds the mean and the coefficient of variation of the gaps
// against what was asked for.
func TestPacer_Arrivals(t *testing.T) {
	f := func(arrivals string, rate, cv float64) {
		t.Helper()
		p, err := load.NewPacer(arrivals, rate, 1)
		if err != nil {
			t.Fatal(err)
		}
		const n = 200_000
		var sum, squares float64
		last := p.Next()
		for range n {
			next := p.Next()
			gap := (next - last).Seconds() * rate
			if gap < 0 {
				t.Fatalf("%s: %v comes after %v", arrivals, next, last)
			}
			sum, squares, last = sum+gap, squares+gap*gap, next
		}
		mean := sum / n
		got := math.Sqrt(max(squares/n-mean*mean, 0)) / mean
		if math.Abs(mean-1) > 0.03 || math.Abs(got-cv) > 0.03*(1+cv) {
			t.Errorf("%s at %v: gaps have mean %.3f and variation %.3f, want 1 and %v", arrivals, rate, mean, got, cv)
		}
	}
	f("constant", 1000, 0)
	f("constant", 3, 0)
	f("poisson", 5000, 1)
	f("gamma:0.5", 5000, 0.5)
	f("gamma:2", 5000, 2)
}

func TestPacer_Ramp(t *testing.T) {
	p, _ := load.NewPacer("constant", 100, 1)
	p = load.Ramp(p, 10*time.Second)
	var n [20]int // by second
	for due := p.Next(); due < 20*time.Second; due = p.Next() {
		n[due/time.Second]++
	}
	for s, got := range n {
		want := min(10*s+5, 100)
		if got < want-2 || got > want+2 {
			t.Errorf("second %d: %d requests, want %d", s, got, want)
		}
	}
}

// TestFrom wants the parts of a load to be the whole.
func TestFrom(t *testing.T) {
	const part = 70 * time.Millisecond
	for _, arrivals := range []string{"constant", "poisson", "gamma:2"} {
		whole, _ := load.NewPacer(arrivals, 50, 1)
		for i := range time.Duration(20) {
			p, _ := load.NewPacer(arrivals, 50, 1)
			p = load.From(p, i*part)
			for due := p.Next(); due < part; due = p.Next() {
				if want := whole.Next(); due != want-i*part {
					t.Fatalf("%s: part %d has a request at %v, want %v", arrivals, i, due, want-i*part)
				}
			}
		}
		if next := whole.Next(); next < 20*part {
			t.Errorf("%s: no part has the request at %v", arrivals, next)
		}
	}
}

func TestPacer_Refuses(t *testing.T) {
	f := func(arrivals string, rate float64) {
		t.Helper()
		if p, err := load.NewPacer(arrivals, rate, 1); err == nil {
			t.Errorf("%s at %v gives %v", arrivals, rate, p)
		}
	}
	f("constant", 0)
	f("constant", -1)
	f("constant", math.NaN())
	f("constant", math.Inf(1))
	f("uniform", 1)
	f("gamma", 1)
	f("gamma:x", 1)
	f("gamma:0", 1)
	f("gamma:NaN", 1)
}
