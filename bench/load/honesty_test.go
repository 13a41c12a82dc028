package load_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mock-openai/bench/internal/loadtest"
	"mock-openai/bench/internal/steady"
	"mock-openai/bench/load"
)

// truth serves answers and keeps what the server itself saw of each.
type truth struct {
	mu    sync.Mutex
	times []time.Duration
}

func (s *truth) add(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.times = append(s.times, d)
}

// quantile is what a share q of the times did not exceed.
func (s *truth) quantile(q float64) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.Sort(s.times)
	return s.times[max(int(math.Ceil(q*float64(len(s.times))))-1, 0)]
}

// TestHonesty_Delays has answers take known times, one in ten of them ten times as
// long. The client can only see more than the server took.
func TestHonesty_Delays(t *testing.T) {
	machine := steady.Watch(t)
	var known truth
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		start, d := time.Now(), 20*time.Millisecond
		if rand.IntN(10) == 0 {
			d *= 10
		}
		time.Sleep(d)
		known.add(time.Since(start))
	}))
	defer s.Close()
	r := loadtest.Run(t, load.Load{URL: s.URL, Connections: 8, Requests: 400})
	for _, q := range []float64{0.5, 0.8, 0.95, 0.99} {
		got, want := r.Latency.Quantile(q), known.quantile(q)
		if got < want || got > want+want/50+loaded {
			machine.Errorf("quantile %g is %v, want %v", q, got, want)
		}
	}
	if r.Latency.Count() != 400 || r.Latency.Min() < 20*time.Millisecond {
		machine.Errorf("%d answers, the shortest in %v", r.Latency.Count(), r.Latency.Min())
	}
}

// loaded is how much longer than the server's own account anything may take here:
// tests run beside others. Nothing above it is the driver's arithmetic. STRICT=1 is
// for a machine that does nothing else.
var loaded = func() time.Duration {
	if os.Getenv("STRICT") != "" {
		return 100 * time.Microsecond
	}
	return 15 * time.Millisecond
}()

// TestHonesty_Stall has a server stall for 2 s in mid-run. What an open loop then
// sees is known: who was due during the stall waited for the rest of it.
func TestHonesty_Stall(t *testing.T) {
	machine := steady.Watch(t)
	const (
		rate  = 200
		stall = 2 * time.Second
		whole = 5 * time.Second
	)
	var (
		stalled sync.RWMutex
		n       atomic.Int64
		first   time.Time
		known   truth
	)
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		k := n.Add(1) - 1
		if k == 0 {
			first = time.Now()
		}
		if k == rate { // after a second
			stalled.Lock()
			time.Sleep(stall)
			stalled.Unlock()
		}
		stalled.RLock()
		defer stalled.RUnlock()
		known.add(time.Since(first) - time.Duration(k)*time.Second/rate)
	}))
	defer s.Close()
	pacer, err := load.NewPacer("constant", rate, 1)
	if err != nil {
		t.Fatal(err)
	}
	// Few connections: most requests of the stall are sent late, which may hide
	// nothing.
	r := loadtest.Run(t, load.Load{URL: s.URL, Pacer: pacer, Connections: 4, Duration: whole})
	if r.Requests != rate*int64(whole/time.Second) {
		machine.Errorf("%d requests, want %d", r.Requests, rate*int64(whole/time.Second))
	}
	for _, q := range []float64{0.7, 0.8, 0.9, 0.99} {
		want := known.quantile(q)
		// Of 5 s, 2 s were waited for: a share q > 0.6 of the requests waited up
		// to 2 s - (1-q)·5 s, and for those before them.
		if least := stall - time.Duration((1-q)*float64(whole)); want < least-least/20 {
			machine.Errorf("quantile %g of the truth is %v, want %v", q, want, least)
		}
		got := r.Latency.Quantile(q)
		if diff := (got - want).Abs(); diff > want/20+2*loaded {
			machine.Errorf("quantile %g is %v, want %v", q, got, want)
		}
	}
	if late := r.Late.Quantile(0.9); late < stall/2 {
		machine.Errorf("a tenth of the requests was sent %v late, want more than a second", late)
	}
}

// TestHonesty_Arrivals counts what arrives, by the server's clock.
func TestHonesty_Arrivals(t *testing.T) {
	f := func(t *testing.T, cv float64) {
		t.Parallel()
		machine, arrivals := steady.Watch(t), path.Base(t.Name())
		const rate, whole = 500, 4 * time.Second
		var mu sync.Mutex
		var at []time.Time
		s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			now := time.Now()
			mu.Lock()
			defer mu.Unlock()
			at = append(at, now)
		}))
		defer s.Close()
		pacer, err := load.NewPacer(arrivals, rate, 3)
		if err != nil {
			t.Fatal(err)
		}
		r := loadtest.Run(t, load.Load{URL: s.URL, Pacer: pacer, Connections: 64, Duration: whole})
		mu.Lock()
		defer mu.Unlock()
		slices.SortFunc(at, time.Time.Compare)
		// In windows of 50 ms, which the machine's delays hardly move: the counts of a
		// renewal process have a variance of cv² times their mean.
		windows := make([]float64, int(whole/(50*time.Millisecond)))
		for _, now := range at {
			if i := int(now.Sub(at[0]) / (50 * time.Millisecond)); i < len(windows) {
				windows[i]++
			}
		}
		mean, variance := moments(windows)
		if got := float64(len(at)) / whole.Seconds(); math.Abs(got-rate) > rate/10 || r.Sent != int64(len(at)) {
			machine.Errorf("%v requests a second, want %v", got, rate)
		}
		if got := variance / mean; cv > 0 && (got < cv*cv/2 || got > 2*cv*cv+1) || cv == 0 && got > 1 {
			machine.Errorf("dispersion is %.2f, want about %.2f", got, cv*cv)
		}
	}
	t.Run("constant", func(t *testing.T) { f(t, 0) })
	t.Run("poisson", func(t *testing.T) { f(t, 1) })
	t.Run("gamma:2", func(t *testing.T) { f(t, 2) })
}

func moments(values []float64) (mean, variance float64) {
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		variance += (v - mean) * (v - mean) / float64(len(values))
	}
	return mean, variance
}

// TestHonesty_Stream holds TTFT, TPOT and gaps against a stream of known times,
// with comments that are no events.
func TestHonesty_Stream(t *testing.T) {
	machine := steady.Watch(t)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		say := func(after time.Duration, text string) {
			time.Sleep(after)
			fmt.Fprint(w, text)
			w.(http.Flusher).Flush()
		}
		say(0, ": PROCESSING\n\n")
		say(30*time.Millisecond, `data: {"choices":[{"delta":{"role":"assistant","content":""}}]}`+"\n\n")
		say(50*time.Millisecond, `data: {"choices":[{"delta":{"content":"a"}}]}`+"\n\n")
		say(20*time.Millisecond, ": keep-alive\n\n")
		say(20*time.Millisecond, `data: {"choices":[{"delta":{"content":"b"}}]}`+"\n\n")
		say(0, `data: {"choices":[],"usage":{"completion_tokens":5}}`+"\n\ndata: [DONE]\n\n")
	}))
	defer s.Close()
	r := loadtest.Run(t, load.Load{URL: s.URL, Connections: 4, Requests: 40})
	f := func(what string, got, want time.Duration) {
		t.Helper()
		if got < want-loaded/5 || got > want+want/50+loaded {
			machine.Errorf("%s is %v, want %v", what, got, want)
		}
	}
	f("first event", r.First.Quantile(0.5), 30*time.Millisecond)
	f("TTFT", r.TTFT.Quantile(0.5), 80*time.Millisecond)
	f("TPOT", r.TPOT.Quantile(0.5), 10*time.Millisecond) // 40 ms for four tokens after the first
	f("gap", r.Gaps.Quantile(0.7), 40*time.Millisecond)  // of 0, 0, 40 and 50
	f("latency", r.Latency.Quantile(0.5), 120*time.Millisecond)
	if r.Events != 5*40 || r.Tokens != 5*40 || r.Streams != 40 {
		machine.Errorf("%d events and %d tokens in %d streams", r.Events, r.Tokens, r.Streams)
	}
}

// TestHonesty_Timeout has one answer in four never come, which is an error each.
func TestHonesty_Timeout(t *testing.T) {
	machine := steady.Watch(t)
	f := func(http2 bool) {
		t.Helper()
		var n atomic.Int64
		release := make(chan struct{})
		s := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if n.Add(1)%4 == 0 {
				select {
				case <-r.Context().Done():
				case <-release:
				}
			}
		}))
		s.Config.Protocols = new(http.Protocols)
		s.Config.Protocols.SetHTTP1(true)
		s.Config.Protocols.SetUnencryptedHTTP2(true)
		s.Start()
		defer s.Close()
		defer close(release)
		r, err := load.Load{URL: s.URL, Connections: 4, Requests: 40, Timeout: 500 * time.Millisecond, HTTP2: http2}.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if r.Timeouts < 10 || r.Errors != r.Timeouts || r.Requests+r.Errors != 40 || r.Sent != 40 {
			machine.Errorf("HTTP/2 %v: %d of %d requests, %d timeouts, %d errors, the first: %v", http2, r.Requests, r.Sent, r.Timeouts, r.Errors, r.Err)
		}
	}
	f(false)
	f(true)
}

// TestLoad_Leave counts the clients that leave, and none of them as an error.
func TestLoad_Leave(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-time.After(20 * time.Millisecond):
		}
	}))
	defer s.Close()
	r := loadtest.Run(t, load.Load{URL: s.URL, Connections: 8, Requests: 200, Leave: 0.5})
	if r.Left < 40 || r.Left > 160 || r.Left+r.Requests != 200 {
		t.Errorf("%d left, %d answered", r.Left, r.Requests)
	}
}
