package benchmark_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mock-openai/cmd/internal/programtest"
)

// TestBench_WarmupRate checks that the warm-up keeps to --rate.
func TestBench_WarmupRate(t *testing.T) {
	var requests atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost { // and not for /metrics
			requests.Add(1)
		}
	}))
	defer s.Close()
	f := func(want int64, args ...string) {
		t.Helper()
		requests.Store(0)
		benchReport(t, 0, append([]string{s.URL, "--rate", "20", "--warmup", "80ms", "-n", "1"}, args...)...)
		if n := requests.Load(); n != want {
			t.Errorf("%v: %d requests, want %d", args, n, want)
		}
	}
	f(3) // at 0 and 50 ms, and the one that counts
	f(3, "--ramp", "1s")
	f(6, "--compare", s.URL, "--blocks", "1")
}

// TestBench_SentRate wants a run that kept its rate to say so, though its last answers took long.
func TestBench_SentRate(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		time.Sleep(500 * time.Millisecond)
	}))
	defer s.Close()
	args := []string{"bench", s.URL, "--rate", "50", "-d", "500ms", "--fail-if", "sent_rate<40"}
	if status, stdout, _ := programtest.Run(t, nil, args...); status != 0 || !strings.Contains(stdout, " a second of 50 offered") {
		t.Errorf("status %d\n%s", status, stdout)
	}
	m := benchReport(t, 0, args[1:]...).Targets[0]
	if m.Requests != 25 || m.SentPerSecond == nil || *m.SentPerSecond < 40 || m.RequestsPerSecond > 26 {
		t.Errorf("%+v", m)
	}
}
