package behavior

import (
	"math/rand/v2"
	"time"

	"mock-openai/fast/internal/render"
	"mock-openai/fast/latency"
	"mock-openai/fast/pace"
)

// Timeline says when the parts of one answer are due. What it draws has no influence
// on what the answer says.
type Timeline struct {
	Start  pace.Instant
	rhythm latency.Rhythm
	Wait   time.Duration // before each event of a stream
	Waited time.Duration // the sum of these waits so far
	Left   int           // tokens of several choices that are not yet one of each
	pcg    rand.PCG
	rng    *rand.Rand // draws from pcg
}

// Init makes t ready for the answers of one exchange after another.
func (t *Timeline) Init() { t.rng = rand.New(&t.pcg) }

// Begin starts the timeline of an answer of m's with n choices. Latencies are
// multiplied by slowdown, and seed determines what is drawn.
func (t *Timeline) Begin(m *Compiled, seed render.ID, n, promptTokens, reasoningTokens int, slowdown float64) {
	t.Start, t.Waited, t.Left = pace.Now(), 0, 0
	t.rhythm, t.Wait = latency.Rhythm{}, m.ResponseDelay
	if m.Clock == nil {
		return
	}
	t.pcg.Seed(seed[0], seed[1])
	t.rhythm = m.Clock.Begin(t.rng, promptTokens, slowdown)
	if thought := reasoningTokens / max(1, n); thought > 0 {
		t.rhythm.Advance(t.rng, thought)
	}
}

// Event returns when the next event is due, which has so many tokens. The open choices
// are made side by side: n tokens of n choices take the time of one.
func (t *Timeline) Event(tokens, open int) pace.Instant {
	open = max(1, open)
	t.Waited += t.Wait
	t.Left += tokens
	due := t.Start.Add(t.rhythm.Advance(t.rng, t.Left/open) + t.Waited)
	t.Left %= open
	return due
}

// First returns how long after the start the first event of a stream is due.
func (t *Timeline) First() time.Duration { return t.rhythm.Advance(t.rng, 0) + t.Wait }

// Whole returns how long n choices of so many tokens together take that are not
// streamed.
func (t *Timeline) Whole(tokens, n int) time.Duration {
	return t.rhythm.Advance(t.rng, tokens/max(1, n))
}
