package limit_test

import (
	"testing"
	"time"

	"mock-openai/fast/limit"
	"mock-openai/fast/pace"
)

// at returns the instant d after the clock began.
func at(d time.Duration) pace.Instant { return pace.Instant(0).Add(d) }

func TestRate_Take(t *testing.T) {
	rate, bucket := limit.NewRate(3), new(limit.Bucket)
	f := func(now time.Duration, n, remaining int, reset, wait time.Duration) {
		t.Helper()
		got, ok := rate.Take(bucket, n, at(now))
		want := limit.State{Limit: 3, Remaining: remaining, Reset: reset, Wait: wait}
		if got != want || ok != (wait == 0) {
			t.Errorf("%d at %v: %+v, %v; want %+v", n, now, got, ok, want)
		}
	}
	const s = time.Second
	f(0, 0, 3, 0, 0)
	f(0, 1, 2, 20*s, 0)
	f(0, 1, 1, 40*s, 0)
	f(0, 1, 0, 60*s, 0)
	f(0, 1, 0, 60*s, 20*s)
	f(0, 3, 0, 60*s, 60*s)
	f(0, 4, 0, 60*s, limit.Never)
	f(0, 0, 0, 60*s, 0)
	f(5*s, 1, 0, 55*s, 15*s)
	f(20*s-1, 1, 0, 40*s+1, 1)
	f(20*s, 1, 0, 60*s, 0)
	f(10*s, 1, 0, 70*s, 30*s) // the clock of a goroutine that was slow
	f(60*s, 1, 1, 40*s, 0)
	f(100*s, 0, 3, 0, 0)
	f(100*s, 3, 0, 60*s, 0)
	f(1000*time.Hour, 2, 1, 40*s, 0)
	rate.Return(bucket, 2)
	f(1000*time.Hour, 0, 3, 0, 0)
}

// TestRate_TakesWhatIsAllowed checks that a rate allows exactly its number at once,
// and again after a minute, and one more as soon as the wait is over but not before.
func TestRate_TakesWhatIsAllowed(t *testing.T) {
	f := func(n int) {
		t.Helper()
		rate, bucket := limit.NewRate(n), new(limit.Bucket)
		for _, start := range []time.Duration{0, time.Minute, 24*365*time.Hour + 1} {
			for i := range n {
				if state, ok := rate.Take(bucket, 1, at(start)); !ok || state.Remaining != n-1-i {
					t.Fatalf("%d of %d a minute: %+v", i, n, state)
				}
			}
			state, ok := rate.Take(bucket, 1, at(start))
			if ok {
				t.Fatalf("%d a minute allow one more: %+v", n, state)
			}
			if state, ok := rate.Take(bucket, 1, at(start+state.Wait-1)); ok {
				t.Errorf("%d a minute allow one more 1 ns before %v: %+v", n, state.Wait, state)
			}
			if state, ok := rate.Take(bucket, 1, at(start+state.Wait)); !ok {
				t.Errorf("%d a minute refuse one more after %v: %+v", n, state.Wait, state)
			}
			rate.Return(bucket, 1)
			if state, _ := rate.Take(bucket, 0, at(start+time.Minute)); state.Remaining != n || state.Reset != 0 {
				t.Errorf("%d a minute are not full after one: %+v", n, state)
			}
		}
	}
	for _, n := range []int{1, 2, 3, 7, 60, 999, 3500, 100_003} {
		f(n)
	}
}

func TestRate_Bounds(t *testing.T) {
	var all limit.Rate
	if state, ok := all.Take(new(limit.Bucket), 1<<40, 0); !ok || state != (limit.State{}) {
		t.Errorf("the zero Rate refuses: %+v", state)
	}
	rate, bucket := limit.NewRate(limit.Max), new(limit.Bucket)
	state, ok := rate.Take(bucket, limit.Max, at(15*365*24*time.Hour))
	if want := (limit.State{Limit: limit.Max, Reset: time.Minute}); !ok || state != want {
		t.Errorf("%+v, %v; want %+v", state, ok, want)
	}
}

func TestPair(t *testing.T) {
	pair := limit.Pair{Each: limit.NewRate(3), All: limit.NewRate(4)}
	var a, b, all limit.Bucket
	f := func(each *limit.Bucket, allowed bool, limit, remaining int) {
		t.Helper()
		got, ok := pair.Take(each, &all, 1, 0)
		if ok != allowed || got.Limit != limit || got.Remaining != remaining {
			t.Errorf("%v: %+v; want limit %d, remaining %d", ok, got, limit, remaining)
		}
	}
	f(&a, true, 3, 2)
	f(&a, true, 3, 1)
	f(&a, true, 3, 0)
	f(&a, false, 3, 0)
	f(&b, true, 4, 0)
	f(&b, false, 4, 0)
	if state, _ := pair.Each.Take(&b, 0, 0); state.Remaining != 2 {
		t.Errorf("what all may not was taken from one: %+v", state)
	}
	pair = limit.Pair{All: limit.NewRate(2)}
	all = limit.Bucket{}
	f(&a, true, 2, 1)
	pair = limit.Pair{Each: limit.NewRate(2)}
	b = limit.Bucket{}
	f(&b, true, 2, 1)
}
