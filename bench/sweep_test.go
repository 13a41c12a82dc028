package bench_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mock-openai/bench"
	"mock-openai/bench/load"
	"mock-openai/bench/report"
)

// TestSweep_Frontier seeks what a server bears that answers one request at a time,
// each in 5 ms.
func TestSweep_Frontier(t *testing.T) {
	t.Parallel()
	var one sync.Mutex
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		one.Lock()
		defer one.Unlock()
		time.Sleep(5 * time.Millisecond)
	}))
	defer s.Close()
	sweep := bench.Sweep{
		Load:  load.Load{URL: s.URL, Connections: 16, Duration: 400 * time.Millisecond},
		Pacer: func(rate float64) (load.Pacer, error) { return load.NewPacer("constant", rate, 1) },
	}
	f, err := sweep.Frontier(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Limits) != len(bench.Limits) || f.Limits[0].Rate != nil {
		t.Errorf("%+v", f.Limits)
	}
	if most := f.Limits[4].Rate; most == nil || *most < 10 || *most > 250 {
		t.Errorf("p99 stays below 100 ms up to %v, want less than 200 a second", most)
		for _, step := range f.Steps {
			t.Logf("%.0f a second: %.0f, %d errors, p99 %v", step.Rate, step.Achieved, step.Errors, *step.P99)
		}
	}
	for i, step := range f.Steps {
		if i > 0 && step.Rate < f.Steps[i-1].Rate {
			t.Errorf("steps do not ascend: %+v", f.Steps)
		}
	}
	sweep.Load.Duration /= 8
	sweep.Intact = func() bool { return false }
	if f, err = sweep.Frontier(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, limit := range f.Limits {
		if limit.Rate != nil {
			t.Errorf("p99 stays below %v ms up to %v with answers that are not intact", limit.Under, *limit.Rate)
		}
	}
}

// TestSweep_TTFT seeks the limits of streams whose first content comes soon and whose end does not.
func TestSweep_TTFT(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n")
		w.(http.Flusher).Flush()
		time.Sleep(150 * time.Millisecond)
		fmt.Fprint(w, "data: [DONE]\n\n")
	}))
	defer s.Close()
	told := 0
	sweep := bench.Sweep{
		Load:  load.Load{URL: s.URL, Connections: 4, Duration: 100 * time.Millisecond},
		Pacer: func(rate float64) (load.Pacer, error) { return load.NewPacer("constant", rate, 1) },
		EachStep: func(f *report.Frontier, step report.Step) {
			if p50, _ := f.Limited(&step); p50 != nil && p50 == step.TTFT50 {
				told++
			}
		},
	}
	f, err := sweep.Frontier(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if most := f.Limits[4].Rate; !f.TTFT || most == nil || told != len(f.Steps) {
		t.Errorf("limits of TTFT %v, told of at %d of %d steps: %+v", f.TTFT, told, len(f.Steps), f.Limits)
	}
	if s := f.Steps[0]; s.P50 == nil || *s.P50 < 100 || s.TTFT50 == nil || *s.TTFT50 > *s.P50-100 {
		t.Errorf("%+v", s)
	}
}

// TestSweep_Lost has a server end between two steps: those before are kept.
func TestSweep_Lost(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer s.Close()
	paced := 0
	sweep := bench.Sweep{
		Load: load.Load{URL: s.URL, Connections: 2, Duration: 20 * time.Millisecond},
		Pacer: func(rate float64) (load.Pacer, error) {
			if paced++; paced == 3 {
				s.Close()
			}
			return load.NewPacer("constant", rate, 1)
		},
	}
	f, err := sweep.Frontier(context.Background())
	if want := "2 rates were tried, then: cannot connect to " + s.URL; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("error %v, want %s", err, want)
	}
	if f == nil || len(f.Steps) != 2 || len(f.Limits) != len(bench.Limits) || f.Ended == "" {
		t.Errorf("kept: %+v", f)
	}
}

// TestStreams has a server break all streams above a number.
func TestStreams(t *testing.T) {
	const most = 20
	var mu sync.Mutex
	streams := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		streams++
		crowded := streams > most
		mu.Unlock()
		defer func() {
			mu.Lock()
			streams--
			mu.Unlock()
		}()
		w.Header().Set("Content-Type", "text/event-stream")
		for i := range 4 {
			fmt.Fprint(w, "data: {}\n\n")
			w.(http.Flusher).Flush()
			time.Sleep(50 * time.Millisecond)
			if crowded && i == 2 {
				panic(http.ErrAbortHandler)
			}
		}
	}))
	defer s.Close()
	sweep := bench.Sweep{Load: load.Load{URL: s.URL, Ramp: 10 * time.Millisecond}}
	n, err := sweep.Streams(context.Background())
	if err != nil || n < most-1 || n > most {
		t.Errorf("%d streams, %v", n, err)
	}
}

// TestSweep_Achieved has answers that take as long as a step: their wait is no part of the rate.
func TestSweep_Achieved(t *testing.T) {
	t.Parallel()
	const takes = 200 * time.Millisecond
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { time.Sleep(takes) }))
	defer s.Close()
	sweep := bench.Sweep{
		Load:  load.Load{URL: s.URL, Connections: 64, Duration: takes},
		Pacer: func(rate float64) (load.Pacer, error) { return load.NewPacer("constant", rate, 0) },
	}
	f, err := sweep.Frontier(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if step := f.Steps[0]; step.Achieved < 0.8*step.Rate {
		t.Errorf("%.1f of %.1f requests a second", step.Achieved, step.Rate)
	}
}

// TestStreams_AtOnce has streams that are shorter than the time in which they begin: what is
// told must have been open at once.
func TestStreams_AtOnce(t *testing.T) {
	const bearable = 150
	var open, most atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		crowded := open.Add(1) > bearable
		defer open.Add(-1)
		most.Store(max(most.Load(), open.Load()))
		w.Header().Set("Content-Type", "text/event-stream")
		for range 4 {
			if crowded {
				panic(http.ErrAbortHandler)
			}
			fmt.Fprint(w, "data: {}\n\n")
			w.(http.Flusher).Flush()
			time.Sleep(60 * time.Millisecond)
		}
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	defer s.Close()
	sweep := bench.Sweep{Load: load.Load{URL: s.URL}}
	n, err := sweep.Streams(t.Context())
	if err != nil || n > most.Load() || n > bearable {
		t.Errorf("%d streams, of %d at once: %v", n, most.Load(), err)
	}
}

// TestStreams_Interrupted says why a search has no end.
func TestStreams_Interrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { cancel() }))
	defer s.Close()
	sweep := bench.Sweep{Load: load.Load{URL: s.URL}}
	if _, err := sweep.Streams(ctx); err == nil || err.Error() != "interrupted before the end of the sweep" {
		t.Error(err)
	}
}
