// Package limit implements limits per minute as token buckets of one atomic word
// each. A bucket refills continuously and holds at most a minute's worth, which may
// be taken at once, as with OpenAI's rate limits.
package limit

import (
	"math"
	"math/bits"
	"time"

	"mock-openai/fast/pace"
)

// Max is the largest Rate per minute.
const Max = 1_000_000_000

// grainsPerMinute is about the number of grains that a bucket gets per minute.
// Buckets count in grains. Each limited unit is a whole number of grains, so nothing
// is ever rounded: three requests per minute are three, with one more every 20 s. One
// grain takes 0.05 ns, and the clock of a bucket overflows after 16 years.
const grainsPerMinute = 1 << 40

// Rate is a limit per minute. The zero value is no limit.
type Rate struct {
	limit int
	unit  int64 // grains per limited unit
	full  int64 // grains in a full bucket, and per minute
}

// NewRate returns a limit of n per minute, at most Max; 0 means no limit.
func NewRate(n int) Rate {
	if n == 0 {
		return Rate{}
	}
	unit := int64(grainsPerMinute / n)
	return Rate{limit: n, unit: unit, full: unit * int64(n)}
}

// Take takes n from b if b has that many, else nothing. It returns the resulting
// state. With n of 0 it only reads. now must not be negative; it may be older than
// the time of an earlier call.
func (r *Rate) Take(b *Bucket, n int, now pace.Instant) (State, bool) {
	if r.limit == 0 {
		return State{}, true
	}
	grains := r.grainsAt(now)
	for {
		fullAt := b.fullAt.Load()
		if n == 0 {
			return r.state(fullAt, grains, now), true
		}
		after := max(fullAt, grains) + int64(n)*r.unit
		if n > r.limit || after-grains > r.full {
			return r.refusal(fullAt, grains, n, now), false
		}
		if b.fullAt.CompareAndSwap(fullAt, after) {
			return r.state(after, grains, now), true
		}
	}
}

// Return puts back n that Take took from b.
func (r *Rate) Return(b *Bucket, n int) { b.fullAt.Add(-int64(n) * r.unit) }

// state returns the state of a bucket that is full at fullAt.
func (r *Rate) state(fullAt, grains int64, now pace.Instant) State {
	missing := max(fullAt-grains, 0)
	return State{
		Limit:     r.limit,
		Remaining: int(max(r.full-missing, 0) / r.unit),
		Reset:     max(r.instant(fullAt).Sub(now), 0),
	}
}

// refusal returns the state of a bucket that has less than n.
func (r *Rate) refusal(fullAt, grains int64, n int, now pace.Instant) State {
	s := r.state(fullAt, grains, now)
	if s.Wait = Never; n <= r.limit {
		s.Wait = r.instant(fullAt + int64(n)*r.unit - r.full).Sub(now)
	}
	return s
}

// grainsAt returns the number of grains that have passed at now.
func (r *Rate) grainsAt(now pace.Instant) int64 {
	high, low := bits.Mul64(uint64(now), uint64(r.full))
	grains, _ := bits.Div64(high, low, uint64(time.Minute))
	return int64(grains)
}

// instant returns the first instant at which so many grains have passed.
func (r *Rate) instant(grains int64) pace.Instant {
	high, low := bits.Mul64(uint64(grains), uint64(time.Minute))
	low, carry := bits.Add64(low, uint64(r.full-1), 0)
	at, _ := bits.Div64(high+carry, low, uint64(r.full))
	return pace.Instant(at)
}

// Never is the wait for more than a full bucket holds.
const Never time.Duration = math.MaxInt64
