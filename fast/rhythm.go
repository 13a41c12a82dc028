package fast

import (
	"math/rand/v2"
	"time"

	"mock-openai/fast/latency"
	"mock-openai/fast/pace"
)

// timeline says when the parts of one answer are due. What it draws has no influence
// on what the answer says.
type timeline struct {
	start  pace.Instant
	rhythm latency.Rhythm
	wait   time.Duration // before each event of a stream
	waited time.Duration // the sum of these waits so far
	left   int           // tokens of several choices that are not yet one of each
	pcg    rand.PCG
	rng    *rand.Rand // draws from pcg
}

// init makes t ready for the answers of one exchange after another.
func (t *timeline) init() { t.rng = rand.New(&t.pcg) }

// begin starts the timeline of an answer of m's with n choices. Latencies are
// multiplied by slowdown, and seed determines what is drawn.
func (t *timeline) begin(m *manner, seed id, n, promptTokens, reasoningTokens int, slowdown float64) {
	t.start, t.waited, t.left = pace.Now(), 0, 0
	t.rhythm, t.wait = latency.Rhythm{}, m.ResponseDelay
	if m.clock == nil {
		return
	}
	t.pcg.Seed(seed[0], seed[1])
	t.rhythm = m.clock.Begin(t.rng, promptTokens, slowdown)
	if thought := reasoningTokens / max(1, n); thought > 0 {
		t.rhythm.Advance(t.rng, thought)
	}
}

// event returns when the next event is due, which has so many tokens. The open choices
// are made side by side: n tokens of n choices take the time of one.
func (t *timeline) event(tokens, open int) pace.Instant {
	open = max(1, open)
	t.waited += t.wait
	t.left += tokens
	due := t.start.Add(t.rhythm.Advance(t.rng, t.left/open) + t.waited)
	t.left %= open
	return due
}

// first returns how long after the start the first event of a stream is due.
func (t *timeline) first() time.Duration { return t.rhythm.Advance(t.rng, 0) + t.wait }

// whole returns how long n choices of so many tokens together take that are not
// streamed.
func (t *timeline) whole(tokens, n int) time.Duration {
	return t.rhythm.Advance(t.rng, tokens/max(1, n))
}
