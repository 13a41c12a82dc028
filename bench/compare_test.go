package bench_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"mock-openai/bench"
)

// TestCompare_TakesTurns wants A B, B A, A B.
func TestCompare_TakesTurns(t *testing.T) {
	var mu sync.Mutex
	var order []string
	target := func(name string) bench.Load {
		s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			order = append(order, name)
		}))
		t.Cleanup(s.Close)
		return bench.Load{URL: s.URL, Connections: 1, Requests: 7}
	}
	rounds, err := bench.Compare(context.Background(), target("a"), target("b"), 3)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(order, ""), "aabb"+"bbaa"+"aaabbb"; got != want {
		t.Errorf("order is %s, want %s", got, want)
	}
	var a, b bench.Result
	for _, r := range rounds {
		a.Add(r.A)
		b.Add(r.B)
	}
	if len(rounds) != 3 || a.Requests() != 7 || b.Requests() != 7 || a.Latency.Count() != 7 || a.Elapsed <= 0 {
		t.Errorf("%d rounds, %d and %d requests", len(rounds), a.Requests(), b.Requests())
	}
}

// TestCompare_Interrupted keeps the rounds that both had.
func TestCompare_Interrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	var calls atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		if calls.Add(1) == 5 {
			cancel()
		}
	}))
	defer s.Close()
	l := bench.Load{URL: s.URL, Connections: 1, Requests: 10}
	rounds, err := bench.Compare(ctx, l, l, 10)
	if err != nil || len(rounds) != 2 {
		t.Errorf("%d rounds, %v", len(rounds), err)
	}
}

func TestCompare_Refuses(t *testing.T) {
	f := func(want string, l bench.Load, rounds int) {
		t.Helper()
		if _, err := bench.Compare(context.Background(), l, l, rounds); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v, %d rounds: error %v, want %q", l, rounds, err, want)
		}
	}
	f("0 rounds", bench.Load{URL: "http://127.0.0.1/"}, 0)
	f("9 requests are not enough for 10 rounds", bench.Load{URL: "http://127.0.0.1/", Requests: 9}, 10)
	f("not loopback", bench.Load{URL: "http://192.0.2.1/"}, 1)
}
