// Package histogram counts durations in buckets, to compute quantiles of what many
// goroutines measure.
package histogram

import (
	"math"
	"math/bits"
	"sync/atomic"
	"time"
)

// The buckets are log-linear: 2^subBits for each power of two of nanoseconds, up to
// 2^maxBits (18 minutes). The last bucket holds everything longer.
const (
	subBits = 6
	maxBits = 40
	buckets = (maxBits-subBits+1)<<subBits + 1
)

// Histogram counts durations. The zero value is empty and ready for concurrent use.
type Histogram struct {
	counts [buckets]atomic.Uint64
}

// Record counts d; a negative duration counts as 0.
func (h *Histogram) Record(d time.Duration) { h.RecordMany(d, 1) }

// RecordMany counts d n times.
func (h *Histogram) RecordMany(d time.Duration, n uint64) { h.counts[bucket(d)].Add(n) }

// Add adds the counts of other.
func (h *Histogram) Add(other *Histogram) {
	for i := range h.counts {
		if n := other.counts[i].Load(); n > 0 {
			h.counts[i].Add(n)
		}
	}
}

// Count returns the number of durations.
func (h *Histogram) Count() uint64 {
	var n uint64
	for i := range h.counts {
		n += h.counts[i].Load()
	}
	return n
}

// Quantile returns the q-quantile, 0 ≤ q ≤ 1, rounded up by at most 1/64; 0 if there
// are no durations.
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
	Within []uint64 // number of durations up to each bound, to 1/64 of the bound
	Count  uint64
	Sum    float64 // seconds, to 1/128: a duration counts as the middle of its bucket
}

// Totals returns the totals for bounds, which must ascend and be below 18 minutes.
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

// bucket returns the index of the bucket for d.
func bucket(d time.Duration) int {
	v := uint64(max(d, 0))
	if v>>maxBits != 0 {
		return buckets - 1
	}
	shift := max(bits.Len64(v)-1-subBits, 0)
	return shift<<subBits + int(v>>shift)
}

// limit returns the longest duration of bucket i.
func limit(i int) time.Duration {
	shift := max(i>>subBits-1, 0)
	return time.Duration((i-shift<<subBits+1)<<shift - 1)
}
