package bench_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"mock-openai/bench"
	"mock-openai/bench/internal/steady"
	"mock-openai/bench/load"
	"mock-openai/bench/stats"
	"mock-openai/fast/pace"
)

// slower serves answers after a fixed time, and after more under /via, as through
// a gateway. It keeps what each took.
type slower struct {
	added time.Duration
	waits *pace.Pacer

	mu          sync.Mutex
	direct, via stats.Histogram
}

func (s *slower) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	d, counts := 2*time.Millisecond, &s.direct
	if r.URL.Path == "/via" {
		d, counts = d+s.added, &s.via
	}
	waiter := s.waits.Acquire()
	defer waiter.Release()
	start := pace.Now()
	if waiter.Wait(start.Add(d)) != nil {
		return
	}
	took := pace.Now().Sub(start)
	s.mu.Lock()
	defer s.mu.Unlock()
	counts.Record(took)
}

// truth is what the median of /via is longer by, as the server saw it.
func (s *slower) truth() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.via.Quantile(0.5) - s.direct.Quantile(0.5)
}

// TestHonesty_Added finds 0.3 ms that are added, run after run, with an interval
// that holds the truth. RUNS=100 makes more runs than the few of every day.
func TestHonesty_Added(t *testing.T) {
	machine := steady.Watch(t)
	runs := 10
	if n, err := strconv.Atoi(os.Getenv("RUNS")); err == nil {
		runs = n
	}
	waits, err := pace.New()
	if err != nil {
		t.Fatal(err)
	}
	defer waits.Close()
	held := 0
	for i := range runs {
		s := &slower{added: 300 * time.Microsecond, waits: waits}
		server := httptest.NewServer(s)
		side := func(path string) bench.Side {
			return bench.Side{Load: load.Load{URL: server.URL + path, Connections: 1, Requests: 200}}
		}
		series, err := bench.Alternate(context.Background(), []bench.Side{side("/direct"), side("/via")}, 10)
		server.Close()
		if err != nil {
			t.Fatal(err)
		}
		added := bench.Added("via", &series[0], &series[1])
		d, truth := added.Differences[1], s.truth().Seconds()*1e3
		if d.Name != "latency p50 ms" {
			t.Fatalf("%+v", added.Differences)
		}
		if d.Low-0.01 <= truth && truth <= d.High+0.01 {
			held++
		} else {
			t.Logf("run %d: %.3f ms (%.3f to %.3f), the truth is %.3f", i, d.Added, d.Low, d.High, truth)
		}
	}
	t.Logf("%d of %d intervals hold the truth", held, runs)
	if held < runs*7/10 { // a machine that others use too
		machine.Errorf("%d of %d intervals hold the truth", held, runs)
	}
}

// seriesOf is blocks of answers that take about so long.
func seriesOf(blocks, each int, base time.Duration) *bench.Series {
	s := new(bench.Series)
	for i := range blocks {
		var h stats.Histogram
		for j := range each {
			h.Record(base + time.Duration((i*7+j*13)%97)*time.Microsecond)
		}
		s.Blocks = append(s.Blocks, bench.Block{Latency: h.Counts()})
		s.Total.Requests += int64(each)
		s.Total.Elapsed += time.Second
		s.Total.Latency.Merge(&h)
	}
	return s
}

// TestJudge_Distrust finds each ground by itself.
func TestJudge_Distrust(t *testing.T) {
	f := func(want string, direct, via *bench.Series, openLoop bool, headroom float64) {
		t.Helper()
		added := bench.Added("via", direct, via)
		bench.Judge(&added, direct, via, openLoop, &headroom)
		got := ""
		for _, d := range added.Distrust {
			got += d.Kind + " "
		}
		if got != want {
			t.Errorf("got %s(%s), want %s: %+v", got, added.Verdict, want, added.Distrust)
		}
	}
	const ms = time.Millisecond
	slow := seriesOf(20, 100, 3*ms)
	f("", seriesOf(20, 100, ms), slow, true, 0.9)
	f("MOCK-BOUND ", seriesOf(20, 100, ms), slow, true, 0.2)
	f("MOCK-BOUND ", seriesOf(20, 100, ms), slow, false, 0.4)
	f("", seriesOf(20, 200, ms), slow, false, 0.4)
	f("NOISY ", seriesOf(20, 100, 3*ms), slow, true, 0.9)
	f("TOO-FEW ", seriesOf(4, 100, ms), seriesOf(4, 100, 3*ms), true, 0.9)
	f("TOO-FEW ", seriesOf(20, 4, ms), seriesOf(20, 4, 3*ms), true, 0.9)
	late := seriesOf(20, 100, 3*ms)
	late.Total.Late.Record(5 * ms)
	f("CLIENT-BOUND ", seriesOf(20, 100, ms), late, true, 0.9)
	busy := seriesOf(20, 100, ms)
	busy.Total.CPU = 1000 * time.Hour
	f("CLIENT-BOUND ", busy, slow, true, 0.9)
	silent := &bench.Series{Blocks: make([]bench.Block, 20)}
	f("TOO-FEW ", silent, slow, true, 0.9)
	f("TOO-FEW ", slow, silent, true, 0.9)
	failing := seriesOf(20, 100, 3*ms)
	failing.Total.Sent, failing.Total.Errors = 2100, 100
	f("ERRORS ", seriesOf(20, 100, ms), failing, true, 0.9)
	f("ERRORS ", failing, seriesOf(20, 100, 5*ms), true, 0.9)
	failing.Total.Errors = 10
	f("", seriesOf(20, 100, ms), failing, true, 0.9)
	// A gateway that gathers streams delays their first token and not their end.
	streamed, gathered := seriesOf(20, 100, ms), seriesOf(20, 100, ms)
	for i := range streamed.Blocks {
		streamed.Blocks[i].TTFT, gathered.Blocks[i].TTFT = streamed.Blocks[i].Latency, seriesOf(20, 100, 3*ms).Blocks[i].Latency
		gathered.Blocks[i].Latency = seriesOf(20, 100, ms+time.Duration(i%2)*ms-ms/2).Blocks[i].Latency
	}
	f("", streamed, gathered, true, 0.9)
}

// TestJudge_Names wants each ground that is about one URL to name it.
func TestJudge_Names(t *testing.T) {
	f := func(want string, spoil func(direct, via *load.Result)) {
		t.Helper()
		direct, via := seriesOf(20, 100, time.Millisecond), seriesOf(20, 100, 3*time.Millisecond)
		direct.URL, via.URL = "http://mock", "http://gateway"
		spoil(&direct.Total, &via.Total)
		added := bench.Added(via.URL, direct, via)
		bench.Judge(&added, direct, via, true, nil)
		got := ""
		for _, d := range added.Distrust {
			got += d.Kind + ": " + d.Why + "\n"
		}
		if got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
	}
	f("CLIENT-BOUND: 1 in 100 requests to http://mock was sent 5.0 ms late or more\n"+
		"CLIENT-BOUND: 1 in 100 requests to http://gateway was sent 7.0 ms late or more\n", func(direct, via *load.Result) {
		direct.Late.Record(5 * time.Millisecond)
		via.Late.Record(7 * time.Millisecond)
	})
	f("CLIENT-BOUND: this client used 90 % of its processors while it loaded http://gateway\n", func(_, via *load.Result) {
		via.CPU = via.Elapsed * time.Duration(runtime.GOMAXPROCS(0)) * 9 / 10
	})
	f("ERRORS: 5 % of the requests to http://mock failed: the latency is that of the others\n", func(direct, _ *load.Result) {
		direct.Sent, direct.Errors = 2000, 100
	})
}

func TestJudge_Verdict(t *testing.T) {
	f := func(want string, direct, via *bench.Series) {
		t.Helper()
		added := bench.Added("via", direct, via)
		bench.Judge(&added, direct, via, true, nil)
		if !strings.HasPrefix(added.Verdict, want) {
			t.Errorf("%q, want %q", added.Verdict, want)
		}
	}
	const ms = time.Millisecond
	f("gateway adds 2 ms at p50 (2–2), 2 ms at p99 (2–2)", seriesOf(20, 100, ms), seriesOf(20, 100, 3*ms))
	spread, wide := seriesOf(20, 100, ms), seriesOf(20, 100, 3*ms)
	for i, s := range []*bench.Series{spread, wide} {
		var h stats.Histogram // each has its slow answers in one block
		for k := range 100 {
			h.Record(time.Duration(2*i+1)*ms + time.Duration(k/50)*100*ms)
		}
		s.Blocks[i].Latency = h.Counts()
	}
	f("gateway adds 2 ms at p50 (2–2), nothing measurable at p99 (", spread, wide)
	f("gateway adds -2 ms at p50 (-2 to -2), -2 ms at p99 (-2 to -2)", seriesOf(20, 100, 3*ms), seriesOf(20, 100, ms))
	f("not measurable: only 2 of at least 8 blocks", seriesOf(2, 100, ms), seriesOf(2, 100, 3*ms))
	f("not measurable: the difference at p50 is between 0 and 0 ms", seriesOf(20, 100, ms), seriesOf(20, 100, ms))
}

// TestJudge_Vague checks that an interval which spans no zero, but hardly says anything, is no
// measurement.
func TestJudge_Vague(t *testing.T) {
	direct, via := seriesOf(20, 100, time.Millisecond), seriesOf(20, 100, 3*time.Millisecond)
	added := bench.Added("via", direct, via)
	for i, d := range added.Differences {
		if d.Name == "latency p50 ms" {
			added.Differences[i].Low, added.Differences[i].High = 0.016, 11
		}
	}
	bench.Judge(&added, direct, via, true, nil)
	if want := "not measurable: the difference at p50 is between 0.016 and 11 ms"; added.Verdict != want {
		t.Errorf("%q, want %q", added.Verdict, want)
	}
}

// TestJudge_Answers counts the answers whose times are compared: neither whole answers where
// streams are, nor those of clients that would have left.
func TestJudge_Answers(t *testing.T) {
	f := func(want string, each int) {
		t.Helper()
		direct, via := seriesOf(20, each, time.Millisecond), seriesOf(20, each, 3*time.Millisecond)
		for _, s := range []*bench.Series{direct, via} {
			s.Total.Requests = 100_000
			for i := range s.Blocks {
				s.Blocks[i].TTFT = s.Blocks[i].Latency
				s.Blocks[i].Latency = seriesOf(1, 1000, time.Millisecond).Blocks[0].Latency
			}
		}
		added := bench.Added("via", direct, via)
		bench.Judge(&added, direct, via, true, nil)
		if !strings.HasPrefix(added.Verdict, want) || strings.Contains(added.Verdict, "p99") {
			t.Errorf("%d streams in each block: %q, want %q", each, added.Verdict, want)
		}
	}
	f("not measurable: only 60 of at least 100 answers", 3)
	f("gateway adds 2 ms to the first token at p50", 10)
}

// TestJudge_Rounds wants no figure that is rounded up to what is needed.
func TestJudge_Rounds(t *testing.T) {
	direct, via, headroom := seriesOf(20, 100, time.Millisecond), seriesOf(20, 100, 3*time.Millisecond), 0.299
	added := bench.Added("via", direct, via)
	bench.Judge(&added, direct, via, true, &headroom)
	if len(added.Distrust) != 1 || !strings.HasPrefix(added.Distrust[0].Why, "the mock had 29 % ") {
		t.Errorf("%+v", added.Distrust)
	}
}
