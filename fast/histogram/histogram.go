// Package histogram counts durations in buckets, for quantiles of what many
// goroutines measure.
package histogram

import (
	"math"
	"math/bits"
	"sync/atomic"
	"time"
)

// The buckets are log-linear: 2^subBits of them for each power of two of
// nanoseconds, up to 2^maxBits (18 minutes); the last one holds what is longer.
const (
	subBits = 6
	maxBits = 40
	buckets = (maxBits-subBits+1)<<subBits + 1
)

// Histogram counts durations. Its zero value is empty and ready for use by any
// number of goroutines.
type Histogram struct {
	counts [buckets]atomic.Uint64
}

// Record counts d; a negative one counts as 0.
func (h *Histogram) Record(d time.Duration) { h.RecordMany(d, 1) }

// RecordMany counts n durations of d.
func (h *Histogram) RecordMany(d time.Duration, n uint64) { h.counts[bucket(d)].Add(n) }

// Add counts what other has counted, too.
func (h *Histogram) Add(other *Histogram) {
	for i := range h.counts {
		if n := other.counts[i].Load(); n > 0 {
			h.counts[i].Add(n)
		}
	}
}

// Count is the number of durations.
func (h *Histogram) Count() uint64 {
	var n uint64
	for i := range h.counts {
		n += h.counts[i].Load()
	}
	return n
}

// Quantile is what a share q of the durations, 0 ≤ q ≤ 1, did not exceed, rounded
// up by at most 1/64; 0 when there are none.
func (h *Histogram) Quantile(q float64) time.Duration {
	rank := max(uint64(math.Ceil(q*float64(h.Count()))), 1)
	var seen uint64
	for i := range h.counts {
		if seen += h.counts[i].Load(); seen >= rank {
			return limit(i)
		}
	}
	return 0
}

// Totals are the durations of a Histogram in a few wide buckets.
type Totals struct {
	Within []uint64 // how many did not exceed each bound, to 1/64 of it
	Count  uint64
	Sum    float64 // in seconds, to 1/128: every bucket counts as its middle
}

// Totals sums up by bounds, which must ascend and be below 18 minutes.
func (h *Histogram) Totals(bounds []time.Duration) Totals {
	t := Totals{Within: make([]uint64, 0, len(bounds))}
	least := time.Duration(0)
	for i := range h.counts {
		for len(t.Within) < len(bounds) && bounds[len(t.Within)] < limit(i) {
			t.Within = append(t.Within, t.Count)
		}
		n := h.counts[i].Load()
		t.Count += n
		t.Sum += float64(n) * (least + (limit(i)-least)/2).Seconds()
		least = limit(i) + 1
	}
	for len(t.Within) < len(bounds) {
		t.Within = append(t.Within, t.Count)
	}
	return t
}

// bucket is the index of the bucket that counts d.
func bucket(d time.Duration) int {
	v := uint64(max(d, 0))
	if v>>maxBits != 0 {
		return buckets - 1
	}
	shift := max(bits.Len64(v)-1-subBits, 0)
	return shift<<subBits + int(v>>shift)
}

// limit is the longest duration that bucket i counts.
func limit(i int) time.Duration {
	shift := max(i>>subBits-1, 0)
	return time.Duration((i-shift<<subBits+1)<<shift - 1)
}
