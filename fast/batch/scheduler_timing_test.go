package batch

import (
	"testing"
	"time"

	"mock-openai/fast/pace"
)

// nobody is an alarm and a waker that does nothing.
type nobody struct{}

func (nobody) Schedule(pace.Instant) {}
func (nobody) Sooner(pace.Instant)   {}

// crowded returns an engine with n running sequences and the clock that it reads. Each
// iteration takes 20 ms.
func crowded(n int) (s *Scheduler, all []Sequence, now *pace.Instant) {
	now = new(pace.Instant)
	s = New(Config{
		Cost: Cost{Base: 20 * time.Millisecond}, MaxSequences: 2 * n, MaxBatchedTokens: 4 * n, Blocks: 1 << 20, BlockSize: 16,
	}, func() pace.Instant { return *now }, nobody{})
	all = make([]Sequence, n)
	for i := range all {
		s.Submit(&all[i], Request{Prompt: 1, Output: 200 + i})
	}
	*now = s.end
	return s, all, now
}

// BenchmarkScheduler measures an iteration with 10,000 running sequences, of which about 20
// end and as many come. Each asks for its next token. %core is the time that it takes of
// the 20 ms that the iteration lasts.
func BenchmarkScheduler(b *testing.B) {
	const n = 10_000
	s, all, now := crowded(n)
	next := make([]int, n)
	b.ReportAllocs()
	for b.Loop() {
		for i := range all {
			at, known := all[i].Due(next[i], nobody{})
			switch {
			case !known || at > *now:
			case next[i] == 500:
				all[i].Leave()
				s.Submit(&all[i], Request{Prompt: 500, Output: 501})
				next[i] = 0
			default:
				next[i]++
			}
		}
		*now = s.end
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(20*time.Millisecond)*100, "%core")
}

// BenchmarkIteration measures an iteration with 10,000 running sequences if nobody asks.
func BenchmarkIteration(b *testing.B) {
	s, all, now := crowded(10_000)
	for i := range all {
		all[i].Leave()
		s.Submit(&all[i], Request{Prompt: 1, Output: 1 << 30})
	}
	b.ReportAllocs()
	for b.Loop() {
		*now = s.end
		s.Stats()
	}
}

// TestScheduler_AllocatesNothing runs requests from their arrival to their last token.
func TestScheduler_AllocatesNothing(t *testing.T) {
	s, all, now := crowded(100)
	work := func() {
		for i := range all {
			all[i].Leave()
			s.Submit(&all[i], Request{Prompt: 100, Output: 10})
			all[i].Due(0, nobody{})
		}
		for range 50 {
			*now = s.end
			s.Stats()
		}
	}
	work()
	if n := testing.AllocsPerRun(10, work); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
