package latency

import (
	"math/rand/v2"
	"time"
)

// Clock is a Model prepared for drawing. It is safe for concurrent use.
type Clock struct {
	ttft, itl sampler
	prefill   float64 // nanoseconds per token
	jitter    float64 // nanoseconds
	trace     *Trace
}

// NewClock returns the clock of m, which must be valid, or nil if m waits for
// nothing.
func NewClock(m Model) *Clock {
	if m.Immediate() {
		return nil
	}
	return &Clock{
		ttft:    m.TTFT.sampler(m.Distribution),
		itl:     m.ITL.sampler(m.Distribution),
		prefill: float64(m.PrefillPerToken),
		jitter:  float64(m.Jitter),
		trace:   m.Trace,
	}
}

// TokenTimes is the times of one answer. The zero value has no clock: all tokens come
// at once.
type TokenTimes struct {
	clock    *Clock
	slowdown float64
	last     float64 // when the last token came, in nanoseconds
	sent     time.Duration
	first    bool // the next token is the first, whose time is already in last
	run      run
}

// Begin draws the time to the first token of an answer to a prompt of that many
// tokens. All its times are multiplied by slowdown.
func (c *Clock) Begin(r *rand.Rand, prompt int, slowdown float64) TokenTimes {
	if c == nil {
		return TokenTimes{}
	}
	times := TokenTimes{clock: c, slowdown: slowdown, first: true}
	ttft := 0.0
	if c.trace != nil {
		ttft, times.run = c.trace.begin(r)
	} else {
		ttft = c.ttft.draw(r)
	}
	times.last = slowdown * (ttft + c.prefill*float64(prompt))
	return times
}

// Advance returns how long after the beginning an event with the next k tokens
// arrives, which is when its last token has come. With k of 0 it arrives with the
// token before. No event arrives before an earlier one.
func (r *TokenTimes) Advance(rng *rand.Rand, k int) time.Duration {
	if r.clock == nil {
		return 0
	}
	if r.first && k > 0 {
		r.first = false
		k--
	}
	if k > 0 {
		r.last += r.slowdown * r.gaps(rng, k)
	}
	arrival := r.last
	if r.clock.jitter > 0 {
		arrival += r.clock.jitter * rng.Float64()
	}
	r.sent = max(r.sent, time.Duration(min(arrival, maxOffset)))
	return r.sent
}

// Last returns how long after the beginning the last token came, without jitter; before
// any has come, when the first is due.
func (r *TokenTimes) Last() time.Duration { return time.Duration(min(r.last, maxOffset)) }

// maxOffset is a century, far from overflow when durations are added.
const maxOffset = 100 * 365 * 24 * float64(time.Hour)

// gaps draws the sum of k inter-token latencies.
func (r *TokenTimes) gaps(rng *rand.Rand, k int) float64 {
	if r.clock.trace != nil {
		return r.clock.trace.next(rng, &r.run, k)
	}
	return r.clock.itl.sum(rng, k)
}
