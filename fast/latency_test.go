package fast_test

import (
	"bufio"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/fault"
	"mock-openai/fast/latency"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

// arrivals posts body and returns the time from the request to each event, and the header
// with the time to the first.
func arrivals(t *testing.T, url, body string, header ...string) (events []time.Duration, processing string) {
	t.Helper()
	req, err := http.NewRequest("POST", url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	start := time.Now()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d", body, res.StatusCode)
	}
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "data: ") || strings.HasPrefix(lines.Text(), "{") {
			events = append(events, time.Since(start))
		}
	}
	return events, res.Header.Get("Openai-Processing-Ms")
}

// TestLatency checks that no event comes before it is due. Benchmarks measure how late
// events are.
func TestLatency(t *testing.T) {
	const ms = time.Millisecond
	steady := latency.Model{TTFT: latency.Spread{Mean: 20 * ms}, ITL: latency.Spread{Mean: 2 * ms}, PrefillPerToken: ms}
	url := serve(t, fast.Config{Timing: fast.Timing{Latency: steady}, Answers: fast.Answers{Tokens: pool.Sampler{Mean: 10}, StreamTokensMin: 2, StreamTokensMax: 2}})
	f := func(path, body string, firstToken time.Duration, tokens ...int) {
		t.Helper()
		events, processing := arrivals(t, url+path, body)
		if len(events) < len(tokens) {
			t.Fatalf("%s: %d events", body, len(events))
		}
		for i, n := range tokens {
			if due := firstToken + time.Duration(n-1)*2*ms; events[i] < due {
				t.Errorf("%s: event %d came after %v, before its time %v", body, i, events[i], due)
			}
		}
		if first := firstToken + time.Duration(tokens[0]-1)*2*ms; processing != strconv.FormatInt(first.Milliseconds(), 10) {
			t.Errorf("%s: Openai-Processing-Ms: %s, not %v", body, processing, first)
		}
	}
	const message = `"messages":[{"role":"user","content":"12 letters.."}]` // 3 tokens
	f(chatPath, `{"stream":true,`+message+`}`, 23*ms, 1, 2, 4, 6, 8, 10, 10)
	f(chatPath, `{`+message+`}`, 23*ms, 10)
	f(chatPath, `{"n":3,`+message+`}`, 23*ms, 10)
	f(chatPath, `{"n":2,"stream":true,`+message+`}`, 23*ms, 1, 1, 1, 2, 3, 4, 5, 6, 7, 8)
	f(completionPath, `{"stream":true,"prompt":"12 letters.."}`, 23*ms, 1, 4, 6, 8, 10)
	f("/v1/embeddings", `{"input":"12 letters.."}`, 23*ms, 1)
	f("/v1/moderations", `{"input":""}`, 20*ms, 1)
	f("/v1/responses", `{"input":"12 letters.."}`, 23*ms, 10)
	f(chatPath, `{"model":"echo","stream":true,`+message+`}`, 23*ms, 1, 2, 3)
}

func TestLatency_Reasoning(t *testing.T) {
	itl := latency.Model{ITL: latency.Spread{Mean: time.Millisecond}}
	url := serve(t, fast.Config{Timing: fast.Timing{Latency: itl}, Answers: fast.Answers{ReasoningTokens: 50, Seed: new(uint64)}})
	var a chatAnswer
	events, _ := arrivals(t, url+chatPath, `{"stream":true,"messages":[]}`)
	postJSON(t, url+chatPath, `{"messages":[]}`, &a)
	if events[0] < 10*time.Millisecond {
		t.Errorf("it thought for %v", events[0])
	}
}

type chatAnswer struct {
	Usage struct {
		CompletionTokens int `json:"completion_tokens"`
	}
}

func TestProfiles(t *testing.T) {
	base := fast.Config{}.Profile()
	slow := base
	slow.Latency.TTFT.Mean = 30 * time.Millisecond
	slow.Tokens = pool.Sampler{Mean: 3}
	s, url := start(t, fast.Config{Answers: fast.Answers{Profiles: map[string]profile.Profile{"acme/slow:8b": slow}}})
	tokens := func(model string) int {
		t.Helper()
		var a chatAnswer
		postJSON(t, url+chatPath, `{"model":"`+model+`","messages":[]}`, &a)
		return a.Usage.CompletionTokens
	}
	if n := tokens("acme/slow:8b"); n != 3 {
		t.Errorf("%d tokens of the slow model", n)
	}
	if n := tokens("gpt-4o"); n == 3 {
		t.Error("3 tokens of another model")
	}
	slow.Tokens.Mean = 5
	if err := s.SetProfiles(map[string]profile.Profile{"gpt-4o": slow}); err != nil {
		t.Fatal(err)
	}
	if n := tokens("gpt-4o"); n != 5 {
		t.Errorf("%d tokens after the profiles were set", n)
	}
	if n := tokens("acme/slow:8b"); n == 3 {
		t.Error("the old profile is still there")
	}
	slow.Tokens.Mean = 1e6
	if err := s.SetProfiles(map[string]profile.Profile{"gpt-4o": slow}); err == nil {
		t.Error("longer answers than there are")
	}
}

func TestScenario(t *testing.T) {
	scenario, err := profile.ReadScenario([]byte(`
phases:
  - {name: brown-out, for: 1h, slowdown: 10, tokens: 4, stream-tokens: 1}
  - {name: healthy, for: 1h}
`), fast.Config{}.Profile())
	if err != nil {
		t.Fatal(err)
	}
	url := serve(t, fast.Config{Timing: fast.Timing{Scenario: scenario, Latency: latency.Model{TTFT: latency.Spread{Mean: time.Millisecond}, ITL: latency.Spread{Mean: time.Millisecond}}}})
	events, processing := arrivals(t, url+chatPath, `{"stream":true,"messages":[]}`)
	if processing != "10" || len(events) != 7 || events[4] < 40*time.Millisecond {
		t.Errorf("first event after %s ms, then %v", processing, events)
	}
	res, err := http.Get(url + "/health")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, _ := bufio.NewReader(res.Body).ReadString('\n'); body != `{"status":"ok","phase":"brown-out"}` {
		t.Errorf("health: %s", body)
	}
}

func TestOverrides(t *testing.T) {
	url := serve(t, fast.Config{})
	ask := func(model string, header ...string) (tokens int, processing string) {
		t.Helper()
		events, processing := arrivals(t, url+chatPath, `{"stream":true,"model":"`+model+`","messages":[]}`, header...)
		return len(events) - 3, processing
	}
	f := func(tokens int, processing, model string, header ...string) {
		t.Helper()
		n, took := ask(model, header...)
		if n != tokens || took != processing {
			t.Errorf("%s %v: %d events with text after %s ms", model, header, n, took)
		}
	}
	f(3, "15", "m", "X-Mock-TTFT", "15ms", "X-Mock-Tokens", "3", "X-Mock-Stream-Tokens", "1")
	f(3, "15", "m", "x-mock-ttft", "15ms", "x-mock-tokens", "6", "x-mock-stream-tokens", "2")
	f(2, "7", "m", "X-TTFT-MS", "7", "X-ITL-MS", "0.5", "X-OUTPUT-LENGTH", "2", "X-Mock-Stream-Tokens", "1")
	f(3, "15", "gpt-4-mock:ttft=15ms,tokens=3,stream-tokens=1")
	f(3, "15", "llama3:8b:ttft=15ms;tokens=3;stream-tokens=1;fault=none")
	f(3, "15", "openrouter/llama3~ttft=15ms~tokens=3~stream-tokens=1~fault=none")
	f(3, "15", "llama3:free:fault=none~ttft=15ms~tokens=3~stream-tokens=1")
	f(2, "0", "m", "X-Mock-Tokens", "2", "X-Mock-Stream-Tokens", "1", "X-Mock-Session", "a", "X-Stainless-Lang", "go")

	seeded := func(header ...string) string {
		req, _ := http.NewRequest("POST", url+chatPath, strings.NewReader(`{"messages":[]}`))
		req.Header.Set(header[0], header[1])
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		var body [2000]byte
		n, _ := bufio.NewReaderSize(res.Body, 4096).Read(body[:])
		_, text, _ := strings.Cut(string(body[:n]), `"choices"`)
		return text
	}
	if a, b, c := seeded("X-Mock-Seed", "1"), seeded("X-Mock-Seed", "1"), seeded("X-Mock-Seed", "2"); a != b || a == c {
		t.Errorf("seeds: %s, %s, %s", a, b, c)
	}
}

func TestOverrides_Invalid(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(model, param, want string, header ...string) {
		t.Helper()
		req, _ := http.NewRequest("POST", url+chatPath, strings.NewReader(`{"model":"`+model+`","messages":[]}`))
		for i := 0; i < len(header); i += 2 {
			req.Header.Set(header[i], header[i+1])
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		line, _ := bufio.NewReader(res.Body).ReadString('\n')
		if res.StatusCode != 400 || !strings.Contains(line, `"param":"`+param+`"`) || !strings.Contains(line, want) {
			t.Errorf("%s %v: status %d: %s", model, header, res.StatusCode, line)
		}
	}
	f("m", "X-Mock-Ttft", "must be a duration", "X-Mock-TTFT", "soon")
	f("m", "X-Mock-Speed", "is unknown", "X-Mock-Speed", "1")
	f("m", "X-Ttft-Ms", "must be a duration", "X-TTFT-MS", "1s")
	f("m", "X-Mock-Latency-Trace", "is unknown", "X-Mock-Latency-Trace", "/etc/passwd")
	f("m:ttft=soon", "model", "ttft must be a duration")
	f("m:tftf=1s", "model", "tftf is unknown")
	f("m~tokens=3~tftf=1s", "model", "tftf is unknown")
	f("m~fault=stall~at=2", "model", "stall:at=2")
	f("m:tokens=1000000", "model", "longer than the 16384")
	f("m", "model", "deviation", "X-Mock-ITL", "1ms", "X-Mock-ITL-Stddev", "2ms")
	f("m", "X-Mock-Status", "must be a status", "X-Mock-Status", "200")
}

func TestOverrides_Status(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(status int, name, value string) {
		t.Helper()
		req, _ := http.NewRequest("POST", url+chatPath, strings.NewReader(`{"messages":[]}`))
		req.Header.Set(name, value)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != status {
			t.Errorf("%s: %s: status %d", name, value, res.StatusCode)
		}
	}
	for model, want := range map[string]int{
		"m~fault=error~status=429~for=1s": 429, "m~fault=error:status=429~for=1s~tokens=2": 429, "m~status=503": 503, "m:fault=error:status=503": 503,
		"~author/m": 200, "m~fault=none~status=418": 418, "m~7=8": 200,
	} {
		if status, body := post(t, url+chatPath, `{"model":"`+model+`"}`); status != want {
			t.Errorf("%s: status %d: %s", model, status, body)
		}
	}
	f(503, "X-Mock-Status", "503")
	f(429, "X-Mock-Fault", "error:status=429,for=1s")
	f(200, "X-Mock-Profile", "accelerator")
}

func TestNoOverrides(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{NoOverrides: true, Strict: true, Models: []string{"m"}}})
	if events, _ := arrivals(t, url+chatPath, `{"stream":true,"model":"m","messages":[{"role":"user","content":"x"}]}`, "X-Mock-TTFT", "soon"); len(events) < 4 {
		t.Errorf("%d events", len(events))
	}
	if status, _ := post(t, url+chatPath, `{"model":"m:ttft=1ms","messages":[{"role":"user","content":"x"}]}`); status != 404 {
		t.Errorf("status %d", status)
	}
}

// TestProfiles_Limits limits one model, and checks that the limit outlasts new profiles.
func TestProfiles_Limits(t *testing.T) {
	limited := fast.Config{}.Profile()
	limited.RPM, limited.TPM = 2, 1_000_000
	profiles := map[string]profile.Profile{"small": limited}
	s, url := start(t, fast.Config{Answers: fast.Answers{Profiles: profiles}})
	ask := func(model string, status int, remaining string) {
		t.Helper()
		res, err := http.Post(url+chatPath, "application/json", strings.NewReader(`{"model":"`+model+`","messages":[]}`))
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if got := res.Header.Get("X-Ratelimit-Remaining-Requests"); res.StatusCode != status || got != remaining {
			t.Errorf("%s: status %d, %q requests remain", model, res.StatusCode, got)
		}
	}
	ask("small", 200, "1")
	ask("other", 200, "")
	if err := s.SetProfiles(profiles); err != nil {
		t.Fatal(err)
	}
	ask("small:ttft=1ms", 200, "0")
	ask("small", 429, "0")
	ask("other", 200, "")
}

// TestScenario_Outage checks that the errors of a phase replace other faults.
func TestScenario_Outage(t *testing.T) {
	reset := fault.Plan{{Spec: fault.Default(fault.Reset), Rate: 1}}
	scenario, err := profile.ReadScenario([]byte(`phases: [{name: outage, for: 1h, error-rate: 1, error-status: 503}]`), fast.Config{Faults: fast.Faults{Plan: reset}}.Profile())
	if err != nil {
		t.Fatal(err)
	}
	url := serve(t, fast.Config{Faults: fast.Faults{Plan: reset}, Timing: fast.Timing{Scenario: scenario, Latency: latency.Model{TTFT: latency.Spread{Mean: time.Hour}}}})
	if status, _ := post(t, url+chatPath, `{}`); status != 503 {
		t.Errorf("status %d", status)
	}
}
