package meter_test

import (
	"io"
	"maps"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"mock-openai/fast/histogram"
	"mock-openai/fast/meter"
)

// full returns a meter of two endpoints with all sources.
func full() *meter.Meter {
	var lateness histogram.Histogram
	lateness.RecordMany(30*time.Microsecond, 9)
	lateness.Record(2 * time.Second)
	m := meter.New([]meter.Endpoint{{Path: "/one", Dialect: "openai"}, {Path: "other"}}, meter.Sources{
		Connections: func() (open, parked int) { return 3, 2 },
		Queued:      func() int { return 4 },
		Faults:      maps.All(map[string]uint64{"reset": 5}),
		HangUps:     func() uint64 { return 1 },
		Phase:       func() string { return "outage" },
		Lateness:    func() *histogram.Histogram { return &lateness },
	})
	m.Shard(7).OK[0].Add(6)
	m.Shard(8).OK[0].Add(1)
	m.Answered(1, 404)
	m.Answered(1, 404)
	m.Answered(0, 7) // no status at all
	m.Shard(1).PromptTokens.Add(10)
	m.Shard(2).CompletionTokens.Add(20)
	m.Shard(3).Events.Add(30)
	m.Shard(5).Begun.Add(9)
	m.Shard(6).Ended.Add(7)
	m.Unstreamed(0, 2*time.Millisecond, 16)
	m.Stream(0, 3*time.Millisecond, 80*time.Millisecond, 1)
	m.Stream(0, 0, time.Millisecond, 1)
	return m
}

// scrape returns what m exposes to Prometheus.
func scrape(t *testing.T, m *meter.Meter) string {
	t.Helper()
	res := httptest.NewRecorder()
	promhttp.HandlerFor(m.Registry(), promhttp.HandlerOpts{}).ServeHTTP(res, httptest.NewRequest("GET", "/metrics", nil))
	text, err := io.ReadAll(res.Body)
	if err != nil || res.Code != 200 {
		t.Fatalf("status %d, %v: %s", res.Code, err, text)
	}
	return string(text)
}

// TestMeter_Shows compares the metrics, except those that change from run to run,
// with testdata/metrics.txt. Dashboards rely on that file.
func TestMeter_Shows(t *testing.T) {
	var own []string
	for line := range strings.Lines(scrape(t, full())) {
		if strings.Contains(line, "mock_openai_") {
			own = append(own, line)
		}
	}
	got := regexp.MustCompile(`(?m)^(mock_openai_headroom_ratio) .*`).ReplaceAllString(strings.Join(own, ""), "$1 HEADROOM")
	const golden = "testdata/metrics.txt"
	if os.Getenv("GOLDEN") != "" {
		os.WriteFile(golden, []byte(got), 0o666)
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the metrics have changed; GOLDEN=1 takes them over:\n%s", got)
	}
}

func TestMeter_Lint(t *testing.T) {
	problems, err := testutil.GatherAndLint(full().Registry())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
}

// TestMeter_Empty checks that series known beforehand are shown from the start, so
// that rates have a beginning.
func TestMeter_Empty(t *testing.T) {
	text := scrape(t, meter.New([]meter.Endpoint{{Path: "/one", Dialect: "openai"}, {Path: "other"}}, meter.Sources{}))
	for _, want := range []string{
		`mock_openai_requests_total{endpoint="/one",status="200"} 0`,
		`mock_openai_requests_in_flight 0`,
		`mock_openai_requests_queued 0`,
		`mock_openai_connections{state="open"} 0`,
		`mock_openai_pacing_lateness_seconds_count 0`,
		`go_goroutines `,
		`process_start_time_seconds `,
	} {
		if !strings.Contains(text, "\n"+want) {
			t.Errorf("%s is not shown", want)
		}
	}
}

// TestMeter_Concurrent counts from many goroutines during scrapes. Requests in flight
// must never be negative, and nothing may get lost.
func TestMeter_Concurrent(t *testing.T) {
	const goroutines, requests = 8, 5000
	m := meter.New([]meter.Endpoint{{Path: "/one"}}, meter.Sources{})
	var counting sync.WaitGroup
	for i := range uint32(goroutines) {
		counting.Go(func() {
			for range requests {
				c := m.Shard(i)
				c.Begun.Add(1)
				c.OK[0].Add(1)
				m.Unstreamed(0, time.Millisecond, 1)
				m.Answered(0, 429)
				c.Ended.Add(1)
			}
		})
	}
	ended := make(chan struct{})
	go func() { counting.Wait(); close(ended) }()
	for running := true; running; {
		select {
		case <-ended:
			running = false
		default:
		}
		if n := m.InFlight(); n < 0 || running && n > goroutines*requests {
			t.Fatalf("%d in flight", n)
		}
	}
	text := scrape(t, m)
	for _, want := range []string{
		`mock_openai_requests_total{endpoint="/one",status="200"} 40000`,
		`mock_openai_requests_total{endpoint="/one",status="429"} 40000`,
		`mock_openai_request_duration_seconds_count{endpoint="/one",stream="false"} 40000`,
		`mock_openai_requests_in_flight 0`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not shown", want)
		}
	}
}

// TestMeter_EndsWhileScraped ends a request during a scrape. If the scrape shows it
// as ended, it must also show what it has counted.
func TestMeter_EndsWhileScraped(t *testing.T) {
	var m *meter.Meter
	m = meter.New([]meter.Endpoint{{Path: "/one"}}, meter.Sources{HangUps: func() uint64 {
		m.Shard(0).OK[0].Add(1)
		m.Shard(0).Ended.Add(1)
		return 0
	}})
	m.Shard(0).Begun.Add(1)
	text := scrape(t, m)
	for _, want := range []string{
		`mock_openai_requests_total{endpoint="/one",status="200"} 0`,
		`mock_openai_requests_in_flight 1`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not shown", want)
		}
	}
}

func TestMeter_CountsWithoutAllocating(t *testing.T) {
	m := full()
	n := testing.AllocsPerRun(100, func() {
		m.Shard(3).OK[1].Add(1)
		m.Answered(1, 503)
		m.Unstreamed(0, time.Millisecond, 16)
		m.Stream(0, time.Millisecond, time.Second, 1)
	})
	if n != 0 {
		t.Errorf("counting allocates %v times", n)
	}
}
