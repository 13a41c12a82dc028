package latency

import (
	"math/rand/v2"
	"time"
)

// Clock is a Model made ready to draw from. It is safe for concurrent use.
type Clock struct {
	ttft, itl law
	prefill   float64 // nanoseconds a token
	jitter    float64 // nanoseconds
	trace     *Trace
}

// NewClock returns the clock of m, which must be valid, or nil if m is idle.
func NewClock(m Model) *Clock {
	if m.Idle() {
		return nil
	}
	return &Clock{
		ttft:    m.TTFT.law(m.Distribution),
		itl:     m.ITL.law(m.Distribution),
		prefill: float64(m.PrefillPerToken),
		jitter:  float64(m.Jitter),
		trace:   m.Trace,
	}
}

// Rhythm is the times of one answer. The zero value is that of no clock: all
// tokens come at once.
type Rhythm struct {
	clock   *Clock
	stretch float64
	last    float64 // when the last token came, in nanoseconds
	sent    time.Duration
	first   bool // the next token is the first, which last is already the time of
	run     run
}

// Begin draws the time to the first token of an answer to a prompt of that many
// tokens. All its times are multiplied by stretch.
func (c *Clock) Begin(r *rand.Rand, prompt int, stretch float64) Rhythm {
	if c == nil {
		return Rhythm{}
	}
	rhythm := Rhythm{clock: c, stretch: stretch, first: true}
	ttft := 0.0
	if c.trace != nil {
		ttft, rhythm.run = c.trace.begin(r)
	} else {
		ttft = c.ttft.draw(r)
	}
	rhythm.last = stretch * (ttft + c.prefill*float64(prompt))
	return rhythm
}

// Advance returns how long after the beginning an event with the next k tokens
// arrives: when its last token has come. With k of 0 it arrives with the token
// before. No event arrives before another that was sent earlier.
func (r *Rhythm) Advance(rng *rand.Rand, k int) time.Duration {
	if r.clock == nil {
		return 0
	}
	if r.first && k > 0 {
		r.first = false
		k--
	}
	if k > 0 {
		r.last += r.stretch * r.gaps(rng, k)
	}
	arrival := r.last
	if r.clock.jitter > 0 {
		arrival += r.clock.jitter * rng.Float64()
	}
	r.sent = max(r.sent, time.Duration(min(arrival, latest)))
	return r.sent
}

// latest is a century, and far from overflow when clocks are added.
const latest = 100 * 365 * 24 * float64(time.Hour)

// gaps draws k inter-token latencies.
func (r *Rhythm) gaps(rng *rand.Rand, k int) float64 {
	if r.clock.trace != nil {
		return r.clock.trace.next(rng, &r.run, k)
	}
	return r.clock.itl.sum(rng, k)
}
