package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"mock-openai/bench/stats"
)

// TestAdded_Coverage draws blocks whose levels wander, for both sides alike, and
// counts how often the interval holds what was added.
func TestAdded_Coverage(t *testing.T) {
	if testing.Short() {
		t.Skip("many runs of arithmetic in one goroutine")
	}
	const (
		runs   = 100
		blocks = 20
		each   = 100
		added  = 300 * time.Microsecond
	)
	random := rand.New(rand.NewPCG(7, 7))
	statistics := []stats.Statistic{stats.Mean, 0.5, 0.9}
	covered := make([]int, len(statistics))
	for range runs {
		var direct, via []stats.Counts
		for range blocks {
			level := 1 + 0.2*random.NormFloat64()
			draw := func(more time.Duration) stats.Counts {
				var h stats.Histogram
				for range each {
					ms := max(level+0.05*random.NormFloat64(), 0.1) + 0.2*random.ExpFloat64()
					h.Record(time.Duration(ms*1e6) + more)
				}
				return h.Counts()
			}
			direct, via = append(direct, draw(0)), append(via, draw(added))
		}
		for k, interval := range stats.Added(direct, via, statistics) {
			if v := float64(added); interval.Low <= v && v <= interval.High {
				covered[k]++
			}
		}
	}
	for k, n := range covered {
		if share := float64(n) / runs; share < 0.88 {
			t.Errorf("statistic %v: %.3f of the intervals hold the truth", statistics[k], share)
		}
	}
}

func TestAdded_Few(t *testing.T) {
	var h stats.Histogram
	h.Record(time.Millisecond)
	one := []stats.Counts{h.Counts()}
	got := stats.Added(one, one, []stats.Statistic{0.5})[0]
	if got.Estimate != 0 || !math.IsInf(got.Low, -1) || !math.IsInf(got.High, 1) {
		t.Errorf("one block gives %+v", got)
	}
	got = stats.Added([]stats.Counts{{}, {}}, append(one, one...), []stats.Statistic{0.5})[0]
	if !math.IsNaN(got.Estimate) {
		t.Errorf("no durations give %+v", got)
	}
}
