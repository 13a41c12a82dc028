package stats_test

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"mock-openai/bench/stats"
)

// TestHistogram_Exact holds a histogram against the sorted durations.
func TestHistogram_Exact(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var h, half stats.Histogram
	var all []float64
	for i := range 100_000 {
		d := time.Duration(math.Exp(8 + 3*random.NormFloat64()))
		if i%2 == 0 {
			h.Record(d)
		} else {
			half.Record(d)
		}
		all = append(all, float64(d))
	}
	h.Merge(&half)
	slices.Sort(all)
	var sum, squares float64
	for _, d := range all {
		sum += d
	}
	mean := sum / float64(len(all))
	for _, d := range all {
		squares += (d - mean) * (d - mean)
	}
	near := func(what string, got time.Duration, want, tolerance float64) {
		t.Helper()
		if math.Abs(float64(got)-want) > tolerance*want+1 {
			t.Errorf("%s is %v, want %v", what, got, time.Duration(want))
		}
	}
	near("mean", h.Mean(), mean, 1e-9)
	near("deviation", h.Deviation(), math.Sqrt(squares/float64(len(all))), 1e-9)
	near("min", h.Min(), all[0], 0)
	near("max", h.Max(), all[len(all)-1], 0)
	for _, q := range []float64{0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1} {
		near("quantile", h.Quantile(q), all[int(math.Ceil(q*float64(len(all))))-1], 0.001)
	}
	c := h.Counts()
	if h.Count() != int64(len(all)) || c.N != h.Count() || math.Abs(c.Sum/sum-1) > 1e-9 {
		t.Errorf("%d durations, %d in the copy, whose sum is %v, want %v", h.Count(), c.N, c.Sum, sum)
	}
}

func TestHistogram_Edges(t *testing.T) {
	var h stats.Histogram
	if h.Quantile(0.5) != 0 || h.Mean() != 0 || h.Deviation() != 0 || h.Count() != 0 || len(h.Counts().Bars) != 0 {
		t.Error("an empty histogram has values")
	}
	h.RecordMany(time.Second, 0)
	h.Record(-time.Second)
	h.Record(2 * stats.Longest)
	if h.Count() != 2 || h.Min() != 0 || h.Max() != 2*stats.Longest || h.Quantile(0.5) != 0 {
		t.Errorf("%d durations from %v to %v, median %v", h.Count(), h.Min(), h.Max(), h.Quantile(0.5))
	}
	h.Reset()
	h.RecordMany(time.Millisecond, 3)
	if h.Count() != 3 || h.Min() != time.Millisecond || h.Deviation() != 0 || h.Mean() != time.Millisecond {
		t.Errorf("after Reset: %d durations from %v, mean %v ± %v", h.Count(), h.Min(), h.Mean(), h.Deviation())
	}
}

func TestHistogram_WriteHGRM(t *testing.T) {
	var h stats.Histogram
	h.RecordMany(5*time.Millisecond, 10)
	var b bytes.Buffer
	if err := h.WriteHGRM(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Value", "Percentile", "TotalCount", "5.00", "Total count    =           10"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, &b)
		}
	}
}
