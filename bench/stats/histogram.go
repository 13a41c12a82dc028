// Package stats computes quantiles to 0.1 %, exact means and deviations, and how much one
// series of blocks exceeds another, with a confidence interval.
package stats

import (
	"fmt"
	"io"
	"math"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Longest is the longest duration that is distinguished. Longer ones count as Longest.
const Longest = time.Hour

// digits is the precision of quantiles in decimal digits: 0.1 %.
const digits = 3

// Histogram counts durations. The zero value is empty. It takes 260 kB from the first Record
// on. Only one goroutine may use it at a time.
type Histogram struct {
	counts   *hdrhistogram.Histogram
	n        int64
	mean, m2 float64 // ns, and ns² summed up: Welford's algorithm
	min, max time.Duration
}

// Record counts d. A negative duration counts as 0.
func (h *Histogram) Record(d time.Duration) { h.RecordMany(d, 1) }

// RecordMany counts d n times.
func (h *Histogram) RecordMany(d time.Duration, n int64) {
	if n <= 0 {
		return
	}
	if h.counts == nil {
		h.counts = hdrhistogram.New(1, int64(Longest), digits)
	}
	d = max(d, 0)
	h.counts.RecordValues(int64(min(d, Longest)), n)
	if h.n == 0 {
		h.min = d
	}
	h.min, h.max = min(h.min, d), max(h.max, d)
	h.combine(n, float64(d), 0)
}

// combine adds n values with that mean and sum of squared deviations to the mean and the
// deviation of h (formula of Chan, Golub and LeVeque).
func (h *Histogram) combine(n int64, mean, m2 float64) {
	all := h.n + n
	delta := mean - h.mean
	h.mean += delta * float64(n) / float64(all)
	h.m2 += m2 + delta*delta*float64(h.n)*float64(n)/float64(all)
	h.n = all
}

// Merge adds what other has counted.
func (h *Histogram) Merge(other *Histogram) {
	if other.n == 0 {
		return
	}
	if h.n == 0 {
		h.min = other.min
	}
	if h.counts == nil {
		h.counts = hdrhistogram.New(1, int64(Longest), digits)
	}
	h.counts.Merge(other.counts)
	h.min, h.max = min(h.min, other.min), max(h.max, other.max)
	h.combine(other.n, other.mean, other.m2)
}

// Reset empties h but keeps its memory.
func (h *Histogram) Reset() {
	if h.counts != nil {
		h.counts.Reset()
	}
	*h = Histogram{counts: h.counts}
}

// Count returns the number of durations.
func (h *Histogram) Count() int64 { return h.n }

// Mean returns the exact mean, or 0 without durations.
func (h *Histogram) Mean() time.Duration { return time.Duration(h.mean) }

// Deviation returns the exact standard deviation of the durations as a population.
func (h *Histogram) Deviation() time.Duration {
	if h.n == 0 {
		return 0
	}
	return time.Duration(math.Sqrt(h.m2 / float64(h.n)))
}

// Min returns the exact minimum.
func (h *Histogram) Min() time.Duration { return h.min }

// Max returns the exact maximum.
func (h *Histogram) Max() time.Duration { return h.max }

// Quantile returns what a share q of the durations did not exceed, 0 ≤ q ≤ 1, rounded up by
// at most 0.1 %. It returns 0 without durations.
func (h *Histogram) Quantile(q float64) time.Duration {
	if h.n == 0 {
		return 0
	}
	// The library rounds the rank, which may be one too few.
	rank := math.Ceil(q*float64(h.n) - 1e-9)
	return min(time.Duration(h.counts.ValueAtQuantile(100*rank/float64(h.n))), h.max)
}

// WriteHGRM writes the percentiles in HdrHistogram's text format for its plotter, in ms.
func (h *Histogram) WriteHGRM(w io.Writer) error {
	counts := h.counts
	if counts == nil {
		counts = hdrhistogram.New(1, int64(Longest), digits)
	}
	if _, err := counts.PercentilesPrint(w, 5, float64(time.Millisecond)); err != nil {
		return fmt.Errorf("cannot write the histogram: %w", err)
	}
	return nil
}
