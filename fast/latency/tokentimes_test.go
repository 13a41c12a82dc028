package latency

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func TestRhythm(t *testing.T) {
	f := func(m Model, prompt int, slowdown float64, tokens []int, want ...time.Duration) {
		t.Helper()
		r := newRand()
		times := NewClock(m).Begin(r, prompt, slowdown)
		for i, k := range tokens {
			if got := times.Advance(r, k); got != want[i] {
				t.Errorf("%+v: event %d of %d tokens comes after %v, want %v", m, i, k, got, want[i])
			}
		}
	}
	steady := Model{TTFT: Spread{200 * ms, 0}, ITL: Spread{10 * ms, 0}}
	f(steady, 100, 1, []int{0, 1, 1, 3, 0}, 200*ms, 200*ms, 210*ms, 240*ms, 240*ms)
	f(steady, 100, 1, []int{5, 1}, 240*ms, 250*ms)
	f(steady, 100, 2, []int{1, 1}, 400*ms, 420*ms)
	f(Model{PrefillPerToken: ms, ITL: Spread{ms / 2, 0}}, 100, 1, []int{1, 1}, 100*ms, 100*ms+ms/2)
	f(Model{}, 100, 1, []int{1, 1000}, 0, 0)
	f(Model{ITL: Spread{maxMean, 0}}, 0, 1e9, []int{2, 1e9}, time.Duration(maxOffset), time.Duration(maxOffset))
}

// TestTokenTimes_Order checks that jitter never makes an event overtake another.
func TestTokenTimes_Order(t *testing.T) {
	r := newRand()
	clock := NewClock(Model{ITL: Spread{ms, ms / 2}, Jitter: 10 * ms})
	times := clock.Begin(r, 0, 1)
	last, drift := time.Duration(0), time.Duration(0)
	for range 10_000 {
		at := times.Advance(r, 1)
		if at < last {
			t.Fatalf("%v after %v", at, last)
		}
		last, drift = at, at-time.Duration(times.last)
		if drift < 0 || drift > 10*ms {
			t.Fatalf("an event arrives %v after it was sent", drift)
		}
	}
}

// everyKind returns a clock for each distribution and one for a trace.
func everyKind(t *testing.T) map[string]*Clock {
	t.Helper()
	trace, err := ReadTrace(strings.NewReader("ttft_ms,itl_ms\n1,1 2 3\n2,\n3,4 5\n"))
	if err != nil {
		t.Fatal(err)
	}
	clocks := map[string]*Clock{"trace": NewClock(Model{Trace: trace, Jitter: ms})}
	for _, d := range []Distribution{Normal, Lognormal, Gamma, Constant} {
		clocks[d.String()] = NewClock(Model{TTFT: Spread{ms, ms / 2}, ITL: Spread{ms, ms / 3}, Distribution: d, Jitter: ms})
	}
	return clocks
}

func TestRhythm_SeededAlike(t *testing.T) {
	for name, clock := range everyKind(t) {
		one, other := newRand(), newRand()
		a, b := clock.Begin(one, 9, 1), clock.Begin(other, 9, 1)
		for k := range 100 {
			if x, y := a.Advance(one, k), b.Advance(other, k); x != y {
				t.Fatalf("%s: %v and %v from one seed", name, x, y)
			}
		}
	}
}

func TestRhythm_AllocatesNothing(t *testing.T) {
	r := newRand()
	for name, clock := range everyKind(t) {
		if n := testing.AllocsPerRun(100, func() {
			times := clock.Begin(r, 9, 1)
			times.Advance(r, 3)
			times.Advance(r, 300)
		}); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}

func ExampleTokenTimes() {
	clock := NewClock(Model{
		TTFT: Spread{Mean: 200 * time.Millisecond},
		ITL:  Spread{Mean: 10 * time.Millisecond},
	})
	r := rand.New(rand.NewPCG(1, 2))
	times := clock.Begin(r, 1000, 1)
	for _, tokens := range []int{1, 4, 2} {
		fmt.Println(times.Advance(r, tokens))
	}
	// Output:
	// 200ms
	// 240ms
	// 260ms
}

func BenchmarkAdvance(b *testing.B) {
	r := newRand()
	for _, d := range []Distribution{Normal, Lognormal, Gamma, Constant} {
		for _, k := range []int{1, 16, 256} {
			b.Run(fmt.Sprintf("%v/%d", d, k), func(b *testing.B) {
				b.ReportAllocs()
				times := NewClock(Model{ITL: Spread{ms, ms / 3}, Distribution: d}).Begin(r, 0, 1)
				for b.Loop() {
					times.Advance(r, k)
				}
			})
		}
	}
}
