package load

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"mock-openai/bench/stats"
	"mock-openai/fast/pace"
)

// simulation is a server of known delays and clients on a clock of their own: what
// is counted differs from the truth by the arithmetic alone.
type simulation struct {
	connections int
	takes       func(n int, at time.Duration) time.Duration // from when request n reaches the server
}

// run sends the requests that are due, each on the connection that is free first,
// and returns what was counted and the truth: how long after it was due each was
// answered.
func (s simulation) run(due []time.Duration) (r *Result, truth []time.Duration) {
	recorder := newRecorder(s.connections)
	free := make([]time.Duration, s.connections)
	for n, at := range due {
		first := 0
		for i := range free {
			if free[i] < free[first] {
				first = i
			}
		}
		shard := &recorder.shards[n%len(recorder.shards)]
		sent := max(at, free[first])
		shard.lateness(sent - at)
		ended := sent + s.takes(n, sent)
		free[first] = ended
		a := &answer{status: 200, latest: pace.Instant(ended)}
		shard.count(a, pace.Instant(at), answered, nil, new(Objectives))
		truth = append(truth, ended-at)
	}
	slices.Sort(truth)
	return recorder.sum(), truth
}

// wantQuantiles wants those of h exact to share.
func wantQuantiles(t *testing.T, h *stats.Histogram, truth []time.Duration, share float64) {
	t.Helper()
	for _, q := range []float64{0.1, 0.5, 0.9, 0.99, 0.999} {
		want := truth[int(math.Ceil(q*float64(len(truth))))-1]
		if got := h.Quantile(q); math.Abs(float64(got-want)) > share*float64(want) {
			t.Errorf("quantile %g is %v, want %v", q, got, want)
		}
	}
	if h.Min() != truth[0] || h.Max() != truth[len(truth)-1] || h.Count() != int64(len(truth)) {
		t.Errorf("%d from %v to %v, want %d from %v to %v", h.Count(), h.Min(), h.Max(), len(truth), truth[0], truth[len(truth)-1])
	}
}

// arrivals are the times at which a Pacer sends.
func arrivals(t *testing.T, how string, rate float64, whole time.Duration) (due []time.Duration) {
	t.Helper()
	p, err := NewPacer(how, rate, 7)
	if err != nil {
		t.Fatal(err)
	}
	for at := p.Next(); at < whole; at = p.Next() {
		due = append(due, at)
	}
	return due
}

// TestArithmetic_Delays has servers of known delays: quantiles are exact to 0.1 %.
func TestArithmetic_Delays(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	f := func(takes func() time.Duration) {
		t.Helper()
		s := simulation{connections: 1000, takes: func(int, time.Duration) time.Duration { return takes() }}
		r, truth := s.run(arrivals(t, "poisson", 500, 40*time.Second))
		wantQuantiles(t, &r.Latency, truth, 0.001)
		if late := r.Late.Max(); late != 0 {
			t.Errorf("a request was sent %v late, with a connection for each", late)
		}
	}
	f(func() time.Duration { return 20 * time.Millisecond })
	f(func() time.Duration { return time.Duration(50e3 * math.Exp(random.NormFloat64())) })
	f(func() time.Duration { // a known share of slow answers
		if random.IntN(100) < 3 {
			return 900 * time.Millisecond
		}
		return 30 * time.Millisecond
	})
}

// TestArithmetic_Stall has a server answer nothing for 2 s of 10. Requests due in
// that time count their wait, also those that no connection was free to send.
func TestArithmetic_Stall(t *testing.T) {
	const (
		from, to = 4 * time.Second, 6 * time.Second
		whole    = 10 * time.Second
		service  = time.Millisecond
	)
	f := func(connections int) {
		t.Helper()
		s := simulation{connections, func(_ int, at time.Duration) time.Duration {
			if at >= from && at < to {
				return to - at + service
			}
			return service
		}}
		due := arrivals(t, "constant", 200, whole)
		r, truth := s.run(due)
		wantQuantiles(t, &r.Latency, truth, 0.001)
		if r.Requests != int64(len(due)) || r.Sent != r.Requests {
			t.Errorf("%d of %d requests were counted", r.Requests, len(due))
		}
		if connections < len(due)/5 { // who was due in the stall waits for others after it, too
			return
		}
		// A fifth of the requests was due in the stall; of these a share waited for
		// as much of it.
		for _, q := range []float64{0.85, 0.9, 0.95, 0.99} {
			want := to - from - time.Duration((1-q)*float64(whole))
			if got := r.Latency.Quantile(q); math.Abs(float64(got-want)) > 0.05*float64(want) {
				t.Errorf("quantile %g is %v, want %v", q, got, want)
			}
		}
	}
	f(1000)
	f(8)
}
