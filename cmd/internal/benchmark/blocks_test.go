package benchmark_test

import (
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"mock-openai/cmd/internal/programtest"
)

// TestBench_Compare wants what one server takes longer than another.
func TestBench_Compare(t *testing.T) {
	slow := programtest.Start(t, nil, "--response-delay-ms", "20", "--token-mean", "3", "--token-stddev", "0").URL + "/v1/chat/completions"
	fast := programtest.Start(t, nil).URL + "/v1/chat/completions"
	c := benchReport(t, 0, "--url", fast, "--compare", slow, "--compare", fast, "--blocks", "2", "-n", "4", "-c", "1", "--stream")
	if len(c.Targets) != 3 || len(c.Added) != 2 || c.Targets[0].Requests != 4 || c.Targets[1].Requests != 4 || c.Added[0].Blocks != 2 || len(c.Added[0].Differences) != 16 {
		t.Fatalf("%+v", c)
	}
	for _, d := range c.Added[0].Differences {
		if math.Abs(d.Added-(d.Via-d.Direct)) > 1e-9 || d.Low > d.High {
			t.Errorf("%+v", d)
		}
		if d.Name == "TTFT p99 ms" && d.Via < 19 {
			t.Errorf("%+v, where 20 ms are waited", d)
		}
	}
}

// TestBench_GatewayDies has a gateway end in mid-run: the blocks before are reported, and why
// there are no more.
func TestBench_GatewayDies(t *testing.T) {
	start := func(handler http.HandlerFunc) *httptest.Server {
		s := httptest.NewUnstartedServer(handler)
		s.Config.Protocols = new(http.Protocols)
		s.Config.Protocols.SetHTTP1(true)
		s.Config.Protocols.SetUnencryptedHTTP2(true)
		s.Start()
		t.Cleanup(s.Close)
		return s
	}
	direct := start(func(http.ResponseWriter, *http.Request) {})
	f := func(args ...string) {
		t.Helper()
		var requests atomic.Int64
		gateway := start(func(_ http.ResponseWriter, r *http.Request) {
			if requests.Add(1) == 14 { // in the fourth block
				r.Context().Value(http.ServerContextKey).(*http.Server).Close()
			}
		})
		r := benchReport(t, 1, append([]string{"--url", direct.URL, "--compare", gateway.URL, "--blocks", "10", "-n", "40", "-c", "1"}, args...)...)
		if len(r.Targets) != 2 || len(r.Added) != 1 || r.Added[0].Blocks != 4 || r.Targets[0].Requests != 16 || r.Targets[1].Requests != 13 || r.Targets[1].Errors != 3 {
			t.Fatalf("%v: %+v", args, r)
		}
		why := "4 of 10 blocks were measured, then: cannot connect to " + gateway.URL
		if d := r.Added[0].Distrust[0]; d.Kind != "ENDED-EARLY" || !strings.HasPrefix(d.Why, why) {
			t.Errorf("%v: %+v", args, r.Added[0].Distrust)
		}
	}
	f()
	f("--http2")
}

// TestBench_CompareRate keeps to a rate in turns that are shorter than the time between requests.
func TestBench_CompareRate(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer s.Close()
	for _, m := range benchReport(t, 0, s.URL, "--compare", s.URL, "--rate", "5", "-d", "2s", "--blocks", "20").Targets {
		if m.Offered == nil {
			t.Fatal("no rate was offered")
		}
		if m.Sent != 10 || math.Abs(*m.Offered-5) > 1e-6 {
			t.Errorf("%d requests in 2 s, %v a second offered", m.Sent, *m.Offered)
		}
	}
}
