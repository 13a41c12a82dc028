package histogram

import (
	"math"
	"testing"
	"time"
)

func TestHistogram_Quantile(t *testing.T) {
	var h Histogram
	if h.Quantile(0.5) != 0 {
		t.Errorf("median of nothing is %v", h.Quantile(0.5))
	}
	for us := range 1000 {
		h.Record(time.Duration(us+1) * time.Microsecond)
	}
	f := func(q float64, want time.Duration) {
		t.Helper()
		if got := h.Quantile(q); got < want || got > want+want/64 {
			t.Errorf("quantile %g is %v, want %v", q, got, want)
		}
	}
	f(0, 1*time.Microsecond)
	f(0.5, 500*time.Microsecond)
	f(0.99, 990*time.Microsecond)
	f(1, 1000*time.Microsecond)
	if h.Count() != 1000 {
		t.Errorf("count is %d", h.Count())
	}
}

func TestHistogram_Add(t *testing.T) {
	var h, other Histogram
	h.Record(time.Second)
	other.RecordMany(time.Millisecond, 3)
	h.Add(&other)
	if h.Count() != 4 || other.Count() != 3 {
		t.Errorf("counts are %d and %d", h.Count(), other.Count())
	}
	if got := h.Quantile(0.75); got < time.Millisecond || got > time.Second/2 {
		t.Errorf("three quarters are within %v", got)
	}
}

func TestHistogram_Buckets(t *testing.T) {
	for d := time.Duration(1); d < 1<<maxBits; d += d/100 + 1 {
		i := bucket(d)
		if limit(i) < d || i > 0 && limit(i-1) >= d || limit(i) > d+d/64 {
			t.Fatalf("%d is in bucket %d, which ends at %d", d, i, limit(i))
		}
	}
	for _, d := range []time.Duration{-1, math.MinInt64} {
		if bucket(d) != 0 {
			t.Errorf("%d is in bucket %d", d, bucket(d))
		}
	}
	if got := bucket(math.MaxInt64); got != buckets-1 {
		t.Errorf("the longest duration is in bucket %d of %d", got, buckets)
	}
}

func TestHistogram_Totals(t *testing.T) {
	var h Histogram
	h.RecordMany(time.Millisecond, 3)
	h.Record(30 * time.Second)
	h.Record(math.MaxInt64)
	got := h.Totals([]time.Duration{900 * time.Microsecond, 1100 * time.Microsecond, time.Minute})
	for i, want := range []uint64{0, 3, 4} {
		if got.Within[i] != want {
			t.Errorf("%d within bound %d, want %d", got.Within[i], i, want)
		}
	}
	if got.Count != 5 {
		t.Errorf("count is %d", got.Count)
	}
	h = Histogram{}
	for us := range 1000 {
		h.Record(time.Duration(us) * time.Microsecond)
	}
	if sum := h.Totals(nil).Sum; math.Abs(sum-0.4995) > 0.4995/128 {
		t.Errorf("sum is %v", sum)
	}
}
