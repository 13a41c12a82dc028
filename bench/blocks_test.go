package bench_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mock-openai/bench"
	"mock-openai/bench/load"
)

// TestAlternate_TakesTurns wants A B, B A, A B.
func TestAlternate_TakesTurns(t *testing.T) {
	var mu sync.Mutex
	var order []string
	target := func(name string) load.Load {
		s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			order = append(order, name)
		}))
		t.Cleanup(s.Close)
		return load.Load{URL: s.URL, Connections: 1, Requests: 7}
	}
	turns := func() func() {
		mu.Lock()
		defer mu.Unlock()
		order = append(order, "(")
		return func() {
			mu.Lock()
			defer mu.Unlock()
			order = append(order, ")")
		}
	}
	series, err := bench.Alternate(context.Background(), []bench.Side{{Load: target("a")}, {Load: target("b"), Turn: turns}}, 3)
	if err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	if got, want := strings.Join(order, ""), "aa(bb)"+"(bb)aa"+"aaa(bbb)"; got != want {
		t.Errorf("order is %s, want %s", got, want)
	}
	for _, series := range series {
		if total := &series.Total; len(series.Blocks) != 3 || total.Requests != 7 || total.Latency.Count() != 7 || total.Elapsed <= 0 {
			t.Errorf("%d blocks, %d requests", len(series.Blocks), total.Requests)
		}
	}
}

// TestAlternate_Lost has a server end between two blocks: those before are kept.
func TestAlternate_Lost(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer s.Close()
	side := bench.Side{Load: load.Load{URL: s.URL, Connections: 1, Requests: 10}, Pacer: func(block int) (load.Pacer, error) {
		if block == 2 {
			s.Close()
		}
		return load.NewPacer("constant", 1000, 1)
	}}
	series, err := bench.Alternate(context.Background(), []bench.Side{side}, 5)
	if err == nil || !strings.HasPrefix(err.Error(), "2 of 5 blocks were measured, then: cannot connect to "+s.URL) {
		t.Error(err)
	}
	if len(series) != 1 || len(series[0].Blocks) != 2 || series[0].Total.Requests != 4 {
		t.Errorf("kept: %+v", series)
	}
}

// TestAlternate_Interrupted keeps the rounds that both had.
func TestAlternate_Interrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	var calls atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		if calls.Add(1) == 5 {
			cancel()
		}
	}))
	defer s.Close()
	l := load.Load{URL: s.URL, Connections: 1, Requests: 10}
	series, err := bench.Alternate(ctx, []bench.Side{{Load: l}, {Load: l}}, 10)
	if err != nil || len(series[0].Blocks) != 2 {
		t.Errorf("%+v, %v", series, err)
	}
}

func TestAlternate_Refuses(t *testing.T) {
	f := func(want string, l load.Load, rounds int) {
		t.Helper()
		if _, err := bench.Alternate(context.Background(), []bench.Side{{Load: l}, {Load: l}}, rounds); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v, %d blocks: error %v, want %q", l, rounds, err, want)
		}
	}
	f("number of blocks must be at least 1", load.Load{URL: "http://127.0.0.1/"}, 0)
	f("9 requests are not enough for 10 blocks", load.Load{URL: "http://127.0.0.1/", Requests: 9}, 10)
	f("not loopback", load.Load{URL: "http://192.0.2.1/"}, 1)
}

// TestAlternate_Bodies has the bodies of a file go on in their turn from block to block.
func TestAlternate_Bodies(t *testing.T) {
	var mu sync.Mutex
	var got strings.Builder
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		got.Write(body)
	}))
	defer s.Close()
	bodies, err := load.ReadBodies([]byte("1\n2\n3\n4\n5\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bench.Alternate(t.Context(), []bench.Side{{Load: load.Load{URL: s.URL, Targeter: bodies, Connections: 1, Requests: 7}}}, 3); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	if got.String() != "1234512" {
		t.Errorf("the bodies were %s", got.String())
	}
}

// first is a Pacer whose first request is due at once and the next in six minutes.
type first struct{ n int }

func (p *first) Next() time.Duration {
	p.n++
	return time.Duration(p.n-1) * 6 * time.Minute
}

// TestAlternate_Longest has requests of which the last would come after the longest time of a
// load without a Duration: that is shared out among the blocks.
func TestAlternate_Longest(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer s.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	side := bench.Side{Load: load.Load{URL: s.URL, Connections: 1, Requests: 4}, Pacer: func(int) (load.Pacer, error) { return new(first), nil }}
	series, err := bench.Alternate(ctx, []bench.Side{side}, 2)
	if err != nil {
		t.Fatal(err)
	}
	if total := &series[0].Total; total.Requests != 2 || len(series[0].Blocks) != 2 {
		t.Errorf("%d requests in %d blocks, want 2 in 2", total.Requests, len(series[0].Blocks))
	}
}
