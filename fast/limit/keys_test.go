package limit_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mock-openai/fast/limit"
)

func TestKeys(t *testing.T) {
	rate := limit.NewRate(10)
	keys := limit.NewKeys(rate, limit.Rate{})
	one := keys.Account([]byte("one"), 0)
	if one != keys.Account([]byte("one"), at(time.Hour)) {
		t.Error("one key has two accounts")
	}
	if one == keys.Account([]byte("two"), 0) || one == keys.Account(nil, 0) {
		t.Error("two keys share an account")
	}
}

// TestKeys_Bounded uses more keys than there are places. Keys of the same minute
// finally share an account, and those of a minute ago are replaced.
func TestKeys_Bounded(t *testing.T) {
	const count, places = 80_000, 1 << 16
	rate := limit.NewRate(1)
	keys := limit.NewKeys(rate, limit.Rate{})
	for minute := range 2 {
		now := at(time.Duration(minute) * time.Minute)
		accounts, refused := map[*limit.Account]bool{}, 0
		for i := range count {
			a := keys.Account(fmt.Appendf(nil, "key %d of minute %d", i, minute), now)
			accounts[a] = true
			if _, ok := rate.Take(&a.Requests, 1, now); !ok {
				refused++
			}
		}
		if own := len(accounts); own < places*3/4 || own > places+1 || refused != count-own {
			t.Errorf("minute %d: %d accounts, %d keys refused", minute, own, refused)
		}
		known := keys.Account(fmt.Appendf(nil, "key 0 of minute %d", minute), now)
		if _, ok := rate.Take(&known.Requests, 1, now); ok {
			t.Error("an account in use was given away")
		}
	}
}

// TestKeys_Concurrent takes from many goroutines. Every key gets what it is allowed
// and no more, and so do all keys together.
func TestKeys_Concurrent(t *testing.T) {
	const goroutines, keysEach, each, all = 16, 100, 50, 3000
	pair := limit.Pair{Each: limit.NewRate(each), All: limit.NewRate(all)}
	f := func(pair limit.Pair, want int) {
		t.Helper()
		keys, total := limit.NewKeys(pair.Each, limit.Rate{}), new(limit.Bucket)
		var passed atomic.Int64
		var wait sync.WaitGroup
		for range goroutines {
			wait.Go(func() {
				for i := range each * keysEach {
					a := keys.Account(fmt.Appendf(nil, "key %d", i%keysEach), 0)
					if _, ok := pair.Take(&a.Requests, total, 1, 0); ok {
						passed.Add(1)
					}
				}
			})
		}
		wait.Wait()
		if got := int(passed.Load()); got != want {
			t.Errorf("%d passed, want %d", got, want)
		}
	}
	f(limit.Pair{Each: pair.Each}, keysEach*each)
	f(limit.Pair{All: pair.All}, all)
	f(pair, all)
}

func TestAllocateNothing(t *testing.T) {
	rate := limit.NewRate(1000)
	pair := limit.Pair{Each: rate, All: rate}
	keys, all, key := limit.NewKeys(rate, rate), new(limit.Bucket), []byte("sk-0123456789abcdef")
	if n := testing.AllocsPerRun(2000, func() { pair.Take(&keys.Account(key, 0).Requests, all, 1, 0) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
