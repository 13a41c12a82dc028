package behavior

import (
	"math/rand/v2"
	"time"

	"mock-openai/fast/internal/render"
	"mock-openai/fast/latency"
	"mock-openai/fast/pace"
)

// Timeline determines when the parts of one answer are due. Its random draws do not
// influence what the answer says.
type Timeline struct {
	Start  pace.Instant
	rhythm latency.TokenTimes
	Wait   time.Duration // before each event of a stream
	Waited time.Duration // sum of these waits so far
	Left   int           // tokens generated so far that do not yet make one for each choice
	made   int           // tokens of each choice before, if an engine times the answer
	first  time.Duration // from the start to the first token that is reasoned or said
	spent  time.Duration // from the start to what is due last
	pcg    rand.PCG
	rng    *rand.Rand // draws from pcg
}

// Init prepares t for use with one answer after another.
func (t *Timeline) Init() { t.rng = rand.New(&t.pcg) }

// Begin starts the timeline of an answer of m with n choices. Latencies are
// multiplied by slowdown. seed determines the random draws. prefill is how many tokens of
// the prompt no cache has.
func (t *Timeline) Begin(m *Compiled, seed render.ID, n, prefill, reasoningTokens int, slowdown float64) {
	t.Start, t.Waited, t.Left = pace.Now(), 0, 0
	t.rhythm, t.Wait = latency.TokenTimes{}, m.ResponseDelay
	t.first, t.spent, t.made = 0, 0, 0
	if m.Clock == nil {
		return
	}
	t.pcg.Seed(seed[0], seed[1])
	t.rhythm = m.Clock.Begin(t.rng, prefill, slowdown)
	t.first = t.rhythm.Last()
	if thought := reasoningTokens / max(1, n); thought > 0 {
		t.rhythm.Advance(t.rng, thought)
	}
}

// Event returns when the next event is due, which has that many tokens. The open
// choices are generated in parallel: n tokens of n choices take the time of one.
func (t *Timeline) Event(tokens, open int) pace.Instant {
	t.spent = t.rhythm.Advance(t.rng, t.take(tokens, open)) + t.Waited
	return t.Start.Add(t.spent)
}

// take counts an event, and returns how many tokens further it is in each open choice.
func (t *Timeline) take(tokens, open int) (further int) {
	open = max(1, open)
	t.Waited += t.Wait
	t.Left += tokens
	further = t.Left / open
	t.Left %= open
	return further
}

// First returns the time from the start to the first event of a stream.
func (t *Timeline) First() time.Duration {
	t.spent = t.rhythm.Advance(t.rng, 0) + t.Wait
	return t.spent
}

// Total returns how long an unstreamed answer takes: n choices with so many tokens
// together.
func (t *Timeline) Total(tokens, n int) time.Duration {
	t.spent = t.rhythm.Advance(t.rng, tokens/max(1, n))
	return t.spent
}

// Spent returns the time from the start to the last of what was asked for, and how much
// of that passes before the first token.
func (t *Timeline) Spent() (first, all time.Duration) { return t.first, max(t.first, t.spent) }
