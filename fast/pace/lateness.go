package pace

import (
	"math"
	"math/bits"
	"sync/atomic"
	"time"
)

// The buckets are log-linear: 2^subBits of them for each power of two of
// nanoseconds, up to 2^maxBits (69 s); the last one holds everything later.
const (
	subBits = 5
	maxBits = 36
	buckets = (maxBits-subBits+1)<<subBits + 1
)

// Lateness counts how long after their deadlines waiters were woken. Its zero
// value is ready for use by any number of goroutines.
type Lateness struct {
	counts [buckets]atomic.Uint64
}

// Record counts one wait that ended d after its deadline.
func (l *Lateness) Record(d time.Duration) { l.counts[bucket(d)].Add(1) }

// Snapshot copies the counts. Waits that end meanwhile may or may not be in it.
func (l *Lateness) Snapshot() *Snapshot {
	s := new(Snapshot)
	for i := range l.counts {
		s.counts[i] = l.counts[i].Load()
		s.total += s.counts[i]
	}
	return s
}

// Snapshot is what a Lateness held at one moment.
type Snapshot struct {
	counts [buckets]uint64
	total  uint64
}

// Count returns the number of waits.
func (s *Snapshot) Count() uint64 { return s.total }

// Quantile returns the lateness that a share q of the waits did not exceed,
// 0 ≤ q ≤ 1, rounded up by at most 1/32; zero when there were no waits.
func (s *Snapshot) Quantile(q float64) time.Duration {
	rank := max(uint64(math.Ceil(q*float64(s.total))), 1)
	var seen uint64
	for i, n := range s.counts {
		if seen += n; seen >= rank {
			return limit(i)
		}
	}
	return 0
}

// bucket returns the index of the bucket that counts d.
func bucket(d time.Duration) int {
	v := uint64(max(d, 0))
	if v>>maxBits != 0 {
		return buckets - 1
	}
	shift := max(bits.Len64(v)-1-subBits, 0)
	return shift<<subBits + int(v>>shift)
}

// limit returns the highest duration of bucket i.
func limit(i int) time.Duration {
	shift := max(i>>subBits-1, 0)
	return time.Duration((i-shift<<subBits+1)<<shift - 1)
}
