// Package limit counts what a minute allows, in token buckets of one atomic
// word each. A bucket refills without pause and holds at most what one minute
// allows, which may be taken at once, as OpenAI's rate limits do.
package limit

import (
	"math"
	"math/bits"
	"time"

	"mock-openai/fast/pace"
)

// Max is the most that a Rate may allow in a minute.
const Max = 1_000_000_000

// grainsPerMinute is about the number of grains that flow into a bucket in a
// minute. Buckets count in grains, of which a whole number makes up one of what
// is limited, so that nothing is ever rounded away: three requests a minute are
// three, and a request more every 20 s. A grain takes 0.05 ns to flow, and the
// clock of a bucket 16 years to overflow.
const grainsPerMinute = 1 << 40

// Rate is what a minute allows. The zero value allows everything.
type Rate struct {
	limit int
	unit  int64 // grains in one of what is limited
	full  int64 // grains in a full bucket, and in a minute
}

// NewRate allows n a minute, at most Max; 0 allows everything.
func NewRate(n int) Rate {
	if n == 0 {
		return Rate{}
	}
	unit := int64(grainsPerMinute / n)
	return Rate{limit: n, unit: unit, full: unit * int64(n)}
}

// Take takes n from b if there are so many, and tells how b is then. If there
// are not, it takes nothing. n of 0 only looks. now must not be negative; one
// that is older than that of an earlier call does no harm.
func (r *Rate) Take(b *Bucket, n int, now pace.Instant) (State, bool) {
	if r.limit == 0 {
		return State{}, true
	}
	flown := r.flown(now)
	for {
		fullAt := b.fullAt.Load()
		if n == 0 {
			return r.state(fullAt, flown, now), true
		}
		after := max(fullAt, flown) + int64(n)*r.unit
		if n > r.limit || after-flown > r.full {
			return r.refusal(fullAt, flown, n, now), false
		}
		if b.fullAt.CompareAndSwap(fullAt, after) {
			return r.state(after, flown, now), true
		}
	}
}

// Return puts back n that were taken from b.
func (r *Rate) Return(b *Bucket, n int) { b.fullAt.Add(-int64(n) * r.unit) }

// state is that of a bucket that is full at fullAt.
func (r *Rate) state(fullAt, flown int64, now pace.Instant) State {
	missing := max(fullAt-flown, 0)
	return State{
		Limit:     r.limit,
		Remaining: int(max(r.full-missing, 0) / r.unit),
		Reset:     max(r.instant(fullAt).Sub(now), 0),
	}
}

// refusal is the state of a bucket that has not got n.
func (r *Rate) refusal(fullAt, flown int64, n int, now pace.Instant) State {
	s := r.state(fullAt, flown, now)
	if s.Wait = Never; n <= r.limit {
		s.Wait = r.instant(fullAt + int64(n)*r.unit - r.full).Sub(now)
	}
	return s
}

// flown is how many grains have flown at now.
func (r *Rate) flown(now pace.Instant) int64 {
	high, low := bits.Mul64(uint64(now), uint64(r.full))
	flown, _ := bits.Div64(high, low, uint64(time.Minute))
	return int64(flown)
}

// instant is the first at which so many grains have flown.
func (r *Rate) instant(flown int64) pace.Instant {
	high, low := bits.Mul64(uint64(flown), uint64(time.Minute))
	low, carry := bits.Add64(low, uint64(r.full-1), 0)
	at, _ := bits.Div64(high+carry, low, uint64(r.full))
	return pace.Instant(at)
}

// Never is how long to wait for more than a full bucket holds.
const Never time.Duration = math.MaxInt64
