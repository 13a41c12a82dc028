package cmd_test

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"io"
	"log"
	"maps"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mock-openai/bench/report"
)

// benchReport runs bench --json, which must end with status.
func benchReport(t *testing.T, status int, args ...string) (r report.Report) {
	t.Helper()
	benchJSON(t, status, &r, args...)
	return r
}

// benchJSON runs bench --json, which must end with status, into v.
func benchJSON(t *testing.T, status int, v any, args ...string) {
	t.Helper()
	got, stdout, stderr := run(t, nil, append([]string{"bench", "--json"}, args...)...)
	if got != status || (stderr == "") != (status == 0) {
		t.Fatalf("%v: status %d, stderr %q", args, got, stderr)
	}
	if err := json.Unmarshal([]byte(stdout), v); err != nil {
		t.Fatalf("%v: %v in %s", args, err, stdout)
	}
}

func TestBench_JSON(t *testing.T) {
	chat := start(t, nil).url + "/v1/chat/completions"
	m := benchReport(t, 0, "--url", chat, "-n", "50", "-c", "2", "--stream").Targets[0]
	if m.Requests != 50 || m.Errors != 0 || m.Events < 150 {
		t.Errorf("%+v", m)
	}
	if m.TTFT == nil || m.Gaps == nil || !(0 < m.TTFT.P50 && m.TTFT.P50 <= m.TTFT.P999 && m.TTFT.Max <= m.Latency.Max) || m.TokensPerAnswer == nil {
		t.Errorf("%+v", m)
	}
	if m := benchReport(t, 0, chat, "-n", "5").Targets[0]; m.Requests != 5 {
		t.Errorf("a URL without --url: %+v", m)
	}
	m = benchReport(t, 1, "--url", chat+"/nowhere", "-n", "5").Targets[0]
	if m.Requests != 0 || m.Errors != 5 || m.ErrorsByKind["404"] != 5 || m.Latency != nil {
		t.Errorf("%+v", m)
	}
}

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
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		time.Sleep(500 * time.Millisecond)
	}))
	defer s.Close()
	args := []string{"bench", s.URL, "--rate", "50", "-d", "500ms", "--fail-if", "sent_rate<40"}
	if status, stdout, _ := run(t, nil, args...); status != 0 || !strings.Contains(stdout, " a second of 50 offered") {
		t.Errorf("status %d\n%s", status, stdout)
	}
	m := benchReport(t, 0, args[1:]...).Targets[0]
	if m.Requests != 25 || m.SentPerSecond == nil || *m.SentPerSecond < 40 || m.RequestsPerSecond > 26 {
		t.Errorf("%+v", m)
	}
}

func TestBench_Text(t *testing.T) {
	f := func(args []string, want ...string) {
		t.Helper()
		status, stdout, stderr := run(t, nil, append([]string{"bench"}, args...)...)
		if status != 0 || stderr != "" {
			t.Errorf("%v: status %d, stderr %q", args, status, stderr)
		}
		for _, s := range want {
			if !strings.Contains(stdout, s) {
				t.Errorf("%v: no %q in\n%s", args, s, stdout)
			}
		}
	}
	chat := start(t, nil).url + "/v1/chat/completions"
	f([]string{"--url", chat, "-n", "10"}, chat, "10 answers in ", "no errors", "p99.9", "latency ")
	f([]string{"--url", chat, "-n", "10", "--warmup", "10ms", "--stream"}, " events, ", "TTFT ", "between events ")
	f([]string{"--url", chat, "--compare", chat, "-n", "10", "--blocks", "5"}, "5 blocks", "latency A ", "added ", "TOO-FEW", "not measurable: ")
}

// TestBench_Compare wants what one server takes longer than another.
func TestBench_Compare(t *testing.T) {
	slow := start(t, nil, "--response-delay-ms", "20", "--token-mean", "3", "--token-stddev", "0").url + "/v1/chat/completions"
	fast := start(t, nil).url + "/v1/chat/completions"
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

// TestBench_HGRM wants a file for each URL.
func TestBench_HGRM(t *testing.T) {
	chat := start(t, nil).url + "/v1/chat/completions"
	dir := t.TempDir()
	benchReport(t, 0, "--url", chat, "--compare", chat, "--compare", chat, "--blocks", "2", "-n", "4", "--hgrm", filepath.Join(dir, "run.hgrm"))
	benchReport(t, 0, "--url", chat, "-n", "4", "--hgrm", filepath.Join(dir, "one"))
	for _, name := range []string{"run.hgrm", "run-2.hgrm", "run-3.hgrm", "one"} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); !bytes.Contains(got, []byte("Total count    =            4]")) {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
}

func TestBench_Request(t *testing.T) {
	got := make(chan string, 1)
	s := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- r.Method + " " + r.Header.Get("Authorization") + " " + string(body)
	}))
	defer s.Close()
	f := func(want string, args ...string) {
		t.Helper()
		status, _, stderr := run(t, nil, append([]string{"bench", "--insecure", "--url", s.URL, "-n", "1"}, args...)...)
		if status != 0 {
			t.Fatalf("%v: status %d, stderr %q", args, status, stderr)
		}
		if got := <-got; got != want {
			t.Errorf("%v: got %s, want %s", args, got, want)
		}
	}
	f(`POST Bearer sk-1 {"model":"m","messages":[{"role":"user","content":"The quic"}],"max_tokens":3}`,
		"--api-key", "sk-1", "--model", "m", "--prompt-tokens", "2", "--max-tokens", "3", "--no-unique")
	file := filepath.Join(t.TempDir(), "body.json")
	body := func(text, want string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		f("POST  "+want, "--body", file)
	}
	body(`{"input":"x"}`, `{"input":"x"}`)
	body("{\n  \"input\": \"x\"\n}\n", "{\n  \"input\": \"x\"\n}")
	body(`{"weight":3,"body":{"input":"x"}}`, `{"input":"x"}`)
	body("{\n  \"weight\": 3,\n  \"body\": {\"input\": \"x\"}\n}\n", `{"input": "x"}`)
	f("GET  ", "--body", os.DevNull)
}

func TestBench_Refuses(t *testing.T) {
	f := func(want string, args ...string) {
		t.Helper()
		status, stdout, stderr := run(t, nil, append([]string{"bench"}, args...)...)
		if status == 0 || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, want) {
			t.Errorf("%v: status %d, stdout %q, stderr %q, want one line with %q", args, status, stdout, stderr, want)
		}
	}
	f("--connections", "-c=-1")
	f("--duration", "--duration=-1s")
	f("--requests", "--requests=-1")
	f("--warmup", "--warmup=-1s")
	f("--prompt-tokens", "--prompt-tokens=-1")
	for _, flag := range []string{"connections", "duration", "requests", "rate", "prompt-tokens", "max-tokens", "pid", "port-of"} {
		f("--"+flag+" must be above 0", "--"+flag, "0")
	}
	f("--ramp 2s is longer than --duration 1s", "--ramp", "2s", "-d", "1s")
	f("--ramp 20s is longer than --duration 10s", "--ramp", "20s", "--rate", "5")
	f("--ramp makes no sense with --compare", "--ramp", "1s", "--compare", "http://127.0.0.1:1/")
	f("--ramp makes no sense with --sweep", "--ramp", "1s", "--sweep")
	f("--max-tokens makes no sense with --api embeddings", "--max-tokens", "5", "--api", "embeddings")
	f("--unique makes no sense with --body", "--no-unique", "--body", os.DevNull)
	f("--verify conflicts with --oracle", "--verify", "--oracle")
	f("--url conflicts with http://127.0.0.1:1/", "http://127.0.0.1:1/", "--url", "http://127.0.0.1:2/")
	f("--slo: ttft and tpot need --stream", "--slo", "latency=1s,ttft=200ms")
	f("--fail-if gap_p99 needs --stream", "--fail-if", "gap_p99>1ms")
	f("--fail-if late_p99 needs --rate", "--fail-if", "late_p99>1ms")
	f(`header "a b: c" is not of the form`, "--header", "a b: c")
	f("header Content-Length cannot be set: it follows from each body", "--compare", "http://127.0.0.1:1/", "--compare-header", "content-length: 3")
	f("--max-tokens", "--max-tokens=-1")
	f("--blocks", "--blocks", "0")
	f("--rate", "--rate=-1")
	f("--arrivals", "--rate", "1", "--arrivals", "uniform")
	f("--arrivals needs --rate", "--arrivals", "poisson")
	f("--arrivals needs --rate", "--arrivals", "poisson", "-c", "8", "--compare", "http://127.0.0.1:1/")
	f("--arrivals needs --rate", "--arrivals", "poisson", "-n", "40", "--compare", "http://127.0.0.1:1/")
	f("--arrivals: arrivals must be", "--arrivals", "uniform", "--compare", "http://127.0.0.1:1/")
	f("--arrivals: arrivals must be", "--arrivals", "uniform", "--sweep")
	f("--rate must be a number", "--rate", "inf")
	f("--fail-if sent_rate needs --rate", "--fail-if", "sent_rate<1", "-c", "8", "--compare", "http://127.0.0.1:1/")
	f("--mock-flags needs --mock or --oracle", "--mock-flags=--ttft 300ms")
	f("--compare-model needs --compare", "--compare-model", "m")
	f("--compare-api-key needs --compare", "--compare-api-key", "k")
	f("--compare-header needs --compare", "--compare-header", "A: b")
	f("--blocks needs --compare", "--rounds", "5")
	f("--cancel", "--cancel", "50")
	f("--slo", "--slo", "ttft")
	f("--fail-if", "--fail-if", "p99")
	f("cannot read \"NaN\"", "--fail-if", "errors>NaN")
	f("--fail-if intact needs --verify or --oracle", "--fail-if", "errors>0,intact<1")
	f("--fail-if goodput needs --slo", "--fail-if", "goodput<0.9")
	f("--timeout", "--timeout", "0s")
	f("make no sense with it", "--sweep", "--hgrm", "x")
	f("make no sense with it", "--sweep", "--pid", "1")
	f("header", "--header", "x")
	f("--requests 4 are not enough for --blocks 5", "--compare", "http://127.0.0.1:1/", "-n", "4", "--rounds", "5")
	f("--body", "--body", os.DevNull, "--model", "m")
	file := filepath.Join(t.TempDir(), "body.json")
	if err := os.WriteFile(file, []byte(`{"input":"x"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	f(`the bodies themselves say "stream": true`, "--body", file, "--stream")
	f(`the bodies themselves say "stream": true`, "--body", file, "--stream", "--api", "ollama")
	f("host \"192.0.2.1\" is not loopback: loading other hosts must be allowed (--remote)", "--url", "http://192.0.2.1/")
	f(`URL "127.0.0.1:3000" is not of the form http://host:port/path`, "--url", "127.0.0.1:3000")
	f(`URL "localhost:3000" is not of the form http://host:port/path`, "--url", "localhost:3000")
	f(`URL "http://" is not of the form http://host:port/path`, "--url", "http://")
	f("connection refused", "--url", "http://127.0.0.1:1/", "--compare", "http://127.0.0.1:1/")
}

// TestBench_MockTLS has a gateway that speaks TLS before a mock that does, or does not.
func TestBench_MockTLS(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	host := ln.Addr().String()
	ln.Close()
	for _, scheme := range []string{"http", "https"} {
		target := &url.URL{Scheme: scheme, Host: host}
		gateway := httptest.NewUnstartedServer(newGateway(to(target), &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}))
		gateway.Config.ErrorLog = log.New(io.Discard, "", 0)
		gateway.StartTLS()
		args := []string{"--mock", "--url", target.String(), "--compare", gateway.URL, "--verify", "-n", "20", "-c", "2", "--blocks", "2"}
		for _, m := range benchReport(t, 0, append(args, "--insecure")...).Targets {
			if m.Requests != 20 || m.Verify.Intact != 20 || !strings.HasPrefix(m.URL, scheme+"://"+host) && !strings.HasPrefix(m.URL, gateway.URL) {
				t.Errorf("%s: %+v", scheme, m)
			}
		}
		status, _, stderr := run(t, nil, append([]string{"bench"}, args...)...)
		if status != 1 || !strings.Contains(stderr, gateway.URL) || !strings.Contains(stderr, "certificate") || !strings.Contains(stderr, "--insecure") {
			t.Errorf("%s without --insecure: status %d, %s", scheme, status, stderr)
		}
		gateway.Close()
	}
}

// TestBench_Mock starts its own server, watches it, and fails where a condition
// holds.
func TestBench_Mock(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + ln.Addr().String()
	ln.Close()
	if m := benchReport(t, 0, "--mock", "--http2", "--url", url, "--stream", "-n", "20", "-c", "4").Targets[0]; m.Requests != 20 {
		t.Errorf("over HTTP/2: %+v", m)
	}
	r := benchReport(t, 0, "--mock", "--mock-flags=--ttft 5ms", "--url", url, "--stream", "-n", "20", "-c", "4", "--slo", "ttft=1h", "--fail-if", "errors>0,goodput<1")
	if m := r.Targets[0]; m.Requests != 20 || m.TTFT.Min < 5 || m.Goodput == nil || m.Goodput.Share != 1 {
		t.Errorf("%+v", m)
	}
	status, stdout, stderr := run(t, nil, "bench", "--mock", "--url", url, "-n", "5", "--fail-if", "requests>4,errors>0")
	if status != 1 || !strings.Contains(stdout, "5 answers") || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "requests>4: "+url) {
		t.Errorf("status %d, stdout %q, stderr %q", status, stdout, stderr)
	}
}

// TestBench_APIs has the requests of every API answered by a server that refuses
// what the real one does.
func TestBench_APIs(t *testing.T) {
	url := start(t, nil, "--strict", "--models", "gpt-4-mock,gpt-3.5-turbo-instruct,text-embedding-3-small").url
	f := func(args ...string) {
		t.Helper()
		m := benchReport(t, 0, append([]string{"--url", url, "-n", "10", "-c", "2", "--fail-if", "errors>0"}, args...)...).Targets[0]
		stream := slices.Contains(args, "--stream")
		if m.Requests != 10 || stream != (m.TTFT != nil) || stream != (m.TokensPerAnswer != nil) || stream != (m.Events > 0) {
			t.Errorf("%v: %+v", args, m)
		}
	}
	for _, api := range []string{"chat", "completions", "responses"} {
		f("--api", api, "--stream")
		f("--api", api, "--stream", "--rate", "200", "--arrivals", "gamma:2", "--ramp", "10ms")
	}
	f("--api", "embeddings")
}

// TestBench_Wires speaks HTTP/2, without TLS and with it.
func TestBench_Wires(t *testing.T) {
	f := func(args ...string) {
		t.Helper()
		url := start(t, nil, args...).url
		m := benchReport(t, 0, "--url", url, "-n", "20", "-c", "4", "--http2", "--insecure", "--stream", "--fail-if", "errors>0").Targets[0]
		if m.Requests != 20 || m.TTFT == nil || m.Connect == nil {
			t.Errorf("%v: %+v", args, m)
		}
	}
	f("--h2c")
	f("--tls-self-signed")
}

// TestBench_Bodies sends lines of a file in turn, and headers of each URL's own.
func TestBench_Bodies(t *testing.T) {
	var mu sync.Mutex
	got := map[string]int{}
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		if r.URL.Path != "/metrics" {
			got[r.URL.Path+" "+r.Header.Get("X-Team")+" "+r.Header.Get("Authorization")+" "+string(body)]++
		}
	}))
	defer s.Close()
	file := filepath.Join(t.TempDir(), "bodies.jsonl")
	if err := os.WriteFile(file, []byte("{\"weight\":3,\"body\":{\"a\":1}}\n{\"b\":2}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	benchReport(t, 0, "--url", s.URL+"/a", "--compare", s.URL+"/b", "--blocks", "1", "--body", file, "-n", "8", "-c", "1",
		"--api-key", "one", "--compare-api-key", "two", "--header", "X-Team: x", "--compare-header", "X-Team: y")
	want := map[string]int{`/a x Bearer one {"a":1}`: 6, `/a x Bearer one {"b":2}`: 2, `/b y Bearer two {"a":1}`: 6, `/b y Bearer two {"b":2}`: 2}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestBench_Interrupted prints what was measured until the signal.
func TestBench_Interrupted(t *testing.T) {
	var n atomic.Int64
	second := make(chan bool) // a request, so that the first has its answer
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		if n.Add(1) == 2 {
			close(second)
		}
	}))
	defer s.Close()
	var stdout bytes.Buffer
	c := exec.Command(binary, "bench", "--url", s.URL, "-c", "1", "-d", "1h")
	c.Stdout = &stdout
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	<-second
	c.Process.Signal(os.Interrupt)
	if err := c.Wait(); err != nil || !strings.Contains(stdout.String(), " answers in ") {
		t.Errorf("%v, stdout %q", err, &stdout)
	}
}
