package batch

import (
	"math/rand/v2"
	"testing"
	"time"

	"mock-openai/fast/pace"
)

// client asks when the tokens of a request are due, as a stream does.
type client struct {
	*workload
	q     Sequence
	event int // tokens in an event
	next  int // the token that it waits for
	due   []pace.Instant
	ask   pace.Instant // when it asks next
}

func (c *client) Sooner(at pace.Instant) { c.ask = min(c.ask, at) }

// world is the clock, the alarm and the clients of a scheduler.
type world struct {
	now   pace.Instant
	alarm pace.Instant
	s     *Scheduler
	all   []*client
	asked int
}

func (w *world) Schedule(at pace.Instant) { w.alarm = at }

// run runs the requests to their ends.
func (w *world) run(t *testing.T, c Config) {
	w.alarm = pace.Never
	w.s = New(c, func() pace.Instant { return w.now }, w)
	for _, c := range w.all {
		c.ask = c.at
	}
	for {
		var first *client
		at := w.alarm
		for _, c := range w.all {
			next := c.ask
			if c.hangUp > 0 && c.q.Submitted() {
				next = min(next, c.hangUp)
			}
			if next < at {
				first, at = c, next
			}
		}
		if at == pace.Never {
			return
		}
		if at < w.now {
			t.Fatalf("asked at %v, before the present %v", at, w.now)
		}
		switch w.now = at; {
		case first == nil:
			w.alarm = pace.Never
			w.alarm = min(w.alarm, w.s.Run(nil))
		case first.hangUp > 0 && first.hangUp <= at:
			first.q.Leave()
			first.ask = pace.Never
		default:
			w.step(first)
		}
	}
}

// step has c submit its request, or ask for its next tokens.
func (w *world) step(c *client) {
	if !c.q.Submitted() {
		w.s.Submit(&c.q, c.Request)
		c.next = min(c.event, c.Output) - 1
	}
	for {
		w.asked++
		at, known := c.q.Due(c.next, c)
		c.ask = at
		if !known || at > w.now {
			return
		}
		if c.due[c.next] = at; c.next == c.Output-1 {
			c.q.Leave()
			c.ask = pace.Never
			return
		}
		c.next = min(c.next+c.event, c.Output-1)
	}
}

// draw returns random requests for a server that is idle at times and overloaded at others.
func draw(r *rand.Rand, n int) (all []*workload) {
	at := pace.Instant(0)
	for range n {
		if r.IntN(40) == 0 {
			at = at.Add(time.Duration(r.IntN(4e9)))
		}
		at = at.Add(time.Duration(r.IntN(60e6)))
		w := &workload{at: at, Request: Request{
			Prompt: 1 + r.IntN(1<<r.IntN(11)), Output: 1 + r.IntN(1<<r.IntN(9)), Choices: 1,
		}}
		if r.IntN(4) == 0 {
			w.Choices = 1 + r.IntN(4)
		}
		if r.IntN(3) == 0 {
			w.Cached = r.IntN(w.Prompt)
		}
		if r.IntN(5) == 0 {
			w.hangUp = at.Add(time.Duration(1 + r.IntN(3e9)))
		}
		all = append(all, w)
	}
	return all
}

// TestScheduler_AgreesWithReference compares the times of all tokens with those of a slow
// simulation: under random loads, with preemption, chunked prefill and hang-ups.
func TestScheduler_AgreesWithReference(t *testing.T) {
	preemptions, chunks, compared := 0, 0, 0
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		c := Config{
			Cost: Cost{
				Base: time.Duration(1e6 + r.IntN(9e6)), Sequence: time.Duration(r.IntN(200e3)),
				PrefillToken: time.Duration(r.IntN(100e3)), ContextToken: time.Duration(r.IntN(500)),
			},
			MaxSequences: 4 + r.IntN(60), MaxBatchedTokens: 64 + r.IntN(1000),
			Blocks: 60 + r.IntN(600), BlockSize: 1 << r.IntN(6),
		}
		all := draw(r, 150)
		ref := reference{config: c}
		ref.simulate(all)
		preemptions += ref.preemptions
		chunks += ref.chunks
		w := world{}
		for _, l := range all {
			event := 1
			switch r.IntN(3) {
			case 0:
				event = l.Output
			case 1:
				event = 1 + r.IntN(16)
			}
			w.all = append(w.all, &client{workload: l, event: event, due: make([]pace.Instant, l.Output)})
		}
		w.run(t, c)
		for i, client := range w.all {
			for k, want := range client.workload.due {
				got := client.due[k]
				if got == 0 { // not asked for, or the client left before
					continue
				}
				compared++
				if got != want {
					t.Fatalf("seed %d: token %d of request %d is due at %v, not at %v", seed, k, i, got, want)
				}
			}
			if client.hangUp == 0 && client.due[client.Output-1] == 0 {
				t.Fatalf("seed %d: request %d has not ended", seed, i)
			}
		}
		stats := w.s.Stats()
		if stats.Preemptions != uint64(ref.preemptions) {
			t.Errorf("seed %d: %d preemptions, not %d", seed, stats.Preemptions, ref.preemptions)
		}
		if stats.Running+stats.Waiting > 0 || stats.KVUsage != 0 || w.s.sequences+w.s.decoding+w.s.context > 0 {
			t.Errorf("seed %d: requests are left: %+v", seed, stats)
		}
	}
	if preemptions < 500 || chunks < 500 || compared < 20_000 {
		t.Errorf("too easy: %d preemptions, %d chunks, %d tokens", preemptions, chunks, compared)
	}
	t.Logf("%d preemptions, %d chunks, %d tokens", preemptions, chunks, compared)
}

// TestScheduler_Estimate checks that a single request takes as long as estimated, and that
// the estimate of any request is a time.
func TestScheduler_Estimate(t *testing.T) {
	var now pace.Instant
	s := New(Config{
		Cost:         Cost{Base: time.Millisecond, Sequence: 10 * time.Microsecond, PrefillToken: 5 * time.Microsecond},
		MaxSequences: 4, MaxBatchedTokens: 512, Blocks: 100, BlockSize: 16,
	}, func() pace.Instant { return now }, nobody{})
	r := Request{Prompt: 100, Cached: 40, Output: 3, Choices: 2}
	ttft, itl := s.Estimate(r)
	var q Sequence
	s.Submit(&q, r)
	first, _ := q.Due(0, nil)
	now = first
	second, _ := q.Due(1, nil)
	if first != pace.Instant(ttft) || second.Sub(first) != itl {
		t.Errorf("tokens come at %v and %v, which were estimated at %v and %v later", first, second, ttft, itl)
	}
	s.config.Cost.PrefillToken = maxCost
	if ttft, _ := s.Estimate(Request{Prompt: maxTokens}); ttft < time.Hour || ttft > 2*time.Hour {
		t.Errorf("%v until the first token of a very long prompt", ttft)
	}
}
