package admin_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/admin"
	"mock-openai/fast/internal/leak"
	"mock-openai/fast/journal"
)

func TestMain(m *testing.M) { leak.Main(m) }

// serve starts a server and its admin, and returns the URLs of both.
func serve(t *testing.T) (api, control string) {
	t.Helper()
	return serveAs(t, fast.Config{Observation: fast.Observation{Journal: journal.New(nil)}})
}

func serveAs(t *testing.T, c fast.Config) (api, control string) {
	t.Helper()
	s, err := fast.New(c)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go s.Serve(ln)
	web := httptest.NewServer(admin.New(s))
	t.Cleanup(func() {
		web.Close()
		http.DefaultClient.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := s.Shutdown(ctx); err != nil {
			t.Error(err)
		}
	})
	return "http://" + ln.Addr().String(), web.URL + "/_mock/"
}

func ask(t *testing.T, method, url, body string) (status int, answer string, header http.Header) {
	t.Helper()
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text), res.Header
}

func TestConfig(t *testing.T) {
	api, control := serve(t)
	chat := func(status int, processing string) {
		t.Helper()
		got, _, header := ask(t, "POST", api+"/v1/chat/completions", `{"max_tokens":1}`)
		if took := header.Get("Openai-Processing-Ms"); got != status || took != processing {
			t.Errorf("status %d after %s ms, want %d after %s", got, took, status, processing)
		}
	}
	f := func(method, path, body string, status int, wants ...string) {
		t.Helper()
		got, answer, _ := ask(t, method, control+path, body)
		for _, want := range wants {
			if got != status || !strings.Contains(answer, want) {
				t.Errorf("%s %s: status %d: %s, want %d and %s", method, body, got, answer, status, want)
			}
		}
	}
	chat(200, "0")
	f("GET", "config", "", 200, `"ttft":"0s"`, `"token-mean":"256"`, `"fault":[]`)
	f("PATCH", "config", `{"ttft":"12ms","token-mean":40.5,"fault":["stall=0.25"],"error-rate":0}`, 200, `"ttft":"12ms"`, `"token-mean":"40.5"`, `"fault":["stall=0.25"]`)
	f("PATCH", "config", `{"error-rate":0.8}`, 400, `the rates of all faults add up to 1.05, which is more than 1`)
	f("PATCH", "config", `{"fault":[]}`, 200, `"ttft":"12ms"`, `"fault":[]`)
	f("PATCH", "config", `{"quirk":["crlf=0.25","bom+cr=0.5"]}`, 200, `"quirk":["crlf=0.25","cr+bom=0.5"]`)
	f("PATCH", "config", `{"quirk":["crlf=0.5","cr=0.6"]}`, 400, `add up to 1.1`)
	f("PATCH", "config", `{"quirk":[]}`, 200, `"quirk":[]`)
	f("PATCH", "config", `{"error-status":[429,503]}`, 200, `"error-status":"429,503"`)
	f("PATCH", "config", `{"error-status":[]}`, 400, `error-status must be statuses`)
	f("PATCH", "config", `{"fault":"stall:aftr=3"}`, 400, `fault must be a fault such as`, `stall takes after, at, for, not \"aftr\"`)
	f("PATCH", "config", `{"quirk":"crlf=2"}`, 400, `the rate \"2\" is not a number from 0 to 1`)
	chat(200, "12")
	f("PATCH", "config", `{"ttft":"soon"}`, 400, `"param":"ttft"`, `ttft must be a duration`)
	f("PATCH", "config", `{"speed":1}`, 400, `speed is unknown`)
	f("PATCH", "config", `{"token-mean":1e7}`, 400, `longer than`)
	f("PATCH", "config", `[1]`, 400, `object of settings`)
	f("PATCH", "config", `null`, 400, `object of settings`)
	f("PATCH", "config", ``, 400, `object of settings`)
	f("PATCH", "config", `{"ttft":`, 400, `object of settings`)
	f("PATCH", "config", `{1:2}`, 400, `object of settings`)
	f("PATCH", "config", `{"ttft":"1ms"`, 400, `object of settings`)
	f("PATCH", "config", `{"ttft":"1ms"}{"itl":"1ms"}`, 400, `something follows`)
	for range 20 { // tokens also sets the deviation, to 0
		f("PATCH", "config", `{"tokens":40,"token-stddev":5}`, 200, `"token-stddev":"5"`)
	}
	f("PATCH", "config", `{"profile":"accelerator"}`, 200, `"itl":"500µs"`)
	for range 3 {
		f("PATCH", "config", `{"profile":"overloaded"}`, 200, `"fault":["stall:for=15s=0.01","reset-midstream=0.01"]`)
	}
	f("PATCH", "config", `{"context-window":4096}`, 200, `"context-window":"4096"`)
	f("PATCH", "config", `{"context-window":"off"}`, 200, `"context-window":"off"`)
	_, shown, _ := ask(t, "GET", control+"config", "")
	f("PATCH", "config", shown, 200, strings.TrimSpace(shown))
}

// TestConfig_Limits limits a server that limits nothing at first, and frees it.
func TestConfig_Limits(t *testing.T) {
	api, control := serve(t)
	config := func(body string, status int, want string) {
		t.Helper()
		if got, answer, _ := ask(t, "PATCH", control+"config", body); got != status || !strings.Contains(answer, want) {
			t.Errorf("%s: status %d: %s, want %d and %s", body, got, answer, status, want)
		}
	}
	chat := func(status int, remaining string) {
		t.Helper()
		got, answer, header := ask(t, "POST", api+"/v1/chat/completions", `{"max_tokens":1}`)
		if left := header.Get("X-Ratelimit-Remaining-Requests"); got != status || left != remaining {
			t.Errorf("status %d, %q left: %s, want %d and %q", got, left, answer, status, remaining)
		}
	}
	chat(200, "")
	config(`{"rpm":2,"max-concurrency":1}`, 200, `"rpm":"2"`)
	chat(200, "1")
	config(`{"max-queue":7,"ttft":"1ms"}`, 200, `"max-queue":"7"`)
	chat(200, "0")
	chat(429, "0")
	config(`{"rpm":-1,"ttft":"1h"}`, 400, `limits per minute must be`)
	config(`{"tpm-total":1.5,"ttft":"1h"}`, 400, `"param":"tpm-total"`)
	config(`{"max-concurrency":0}`, 400, `max queue must be 0 without max concurrency: 7`)
	config(`{"rpm":0,"max-concurrency":0,"max-queue":0,"token-mean":100}`, 200, `"rpm":"0"`)
	chat(200, "")
}

// TestConfig_AtOnce changes many settings at the same time. No change may undo another.
func TestConfig_AtOnce(t *testing.T) {
	_, control := serve(t)
	settings := []string{"ttft", "itl", "jitter", "rpm", "tpm", "rpm-total", "tpm-total", "max-concurrency"}
	for round := 1; round <= 20; round++ {
		var all sync.WaitGroup
		for _, name := range settings {
			all.Go(func() {
				value := fmt.Sprint(round)
				if slices.Contains(settings[:3], name) {
					value = fmt.Sprintf(`"%dms"`, round)
				}
				if status, answer, _ := ask(t, "PATCH", control+"config", fmt.Sprintf(`{%q:%s}`, name, value)); status != 200 {
					t.Errorf("%s: status %d: %s", name, status, answer)
				}
			})
		}
		all.Wait()
		_, config, _ := ask(t, "GET", control+"config", "")
		for _, name := range settings {
			if !regexp.MustCompile(fmt.Sprintf(`"%s":"%d(ms)?"`, name, round)).MatchString(config) {
				t.Fatalf("round %d: %s was undone: %s", round, name, config)
			}
		}
	}
}

// TestReset checks that a server behaves after a reset as after its start.
func TestReset(t *testing.T) {
	seed := uint64(7)
	api, control := serveAs(t, fast.Config{Answers: fast.Answers{Seed: &seed}, Limits: fast.Limits{RPM: 3}, Observation: fast.Observation{Journal: journal.New(nil)}, Faults: fast.Faults{FailFirst: fast.FailFirst{N: 1}}})
	run := func() (all string) {
		t.Helper()
		for range 4 {
			status, answer, header := ask(t, "POST", api+"/v1/chat/completions", `{"max_tokens":5,"temperature":0}`)
			if status != 200 {
				answer = ""
			}
			answer = regexp.MustCompile(`"created":\d+`).ReplaceAllString(answer, "")
			all += fmt.Sprintln(status, header.Get("X-Ratelimit-Remaining-Requests"), answer)
		}
		_, metrics, _ := ask(t, "GET", api+"/metrics", "")
		for line := range strings.Lines(metrics) {
			if strings.HasPrefix(line, "mock_openai_requests_total") || strings.HasPrefix(line, "mock_openai_faults_total") || strings.HasPrefix(line, "mock_openai_prompt") {
				all += line
			}
		}
		_, requests, _ := ask(t, "GET", control+"requests", "")
		return all + fmt.Sprintln(strings.Count(requests, `"path"`), "requests")
	}
	first := run()
	for _, want := range []string{"503 2 ", "200 1 ", "429 0 ", `status="503"} 1`, `status="429"} 1`, "5 requests"} {
		if !strings.Contains(first, want) {
			t.Errorf("%s is not in\n%s", want, first)
		}
	}
	ask(t, "POST", control+"next", `{"count":9,"fault":"error:status=502"}`)
	if status, answer, _ := ask(t, "POST", control+"reset", ""); status != 204 {
		t.Fatalf("status %d: %s", status, answer)
	}
	if again := run(); again != first {
		t.Errorf("after the reset\n%swas\n%s", again, first)
	}
}

func TestNext(t *testing.T) {
	api, control := serve(t)
	if status, _, _ := ask(t, "POST", control+"next", `{"count":2,"fault":"error:status=502"}`); status != 204 {
		t.Fatalf("status %d", status)
	}
	for _, want := range []int{502, 502, 200} {
		if status, _, _ := ask(t, "POST", api+"/v1/chat/completions", `{}`); status != want {
			t.Errorf("status %d, want %d", status, want)
		}
	}
	for body, want := range map[string]int{`{"quirk":"error-200"}`: 200, `{"quirk":"html-error","fault":"error:status=503"}`: 503} {
		ask(t, "POST", control+"next", body)
		if status, answer, _ := ask(t, "POST", api+"/v1/chat/completions", `{}`); status != want || strings.Contains(answer, "choices") {
			t.Errorf("%s: status %d: %s", body, status, answer)
		}
	}
	if _, answer, _ := ask(t, "POST", control+"next", `{"count":2}`); !strings.Contains(answer, "must name a fault or a quirk") {
		t.Errorf("without either: %s", answer)
	}
	for _, body := range []string{``, `{}`, `{"quirk":"explode"}`, `{"fault":"explode"}`, `{"count":-1,"fault":"reset"}`, `{"count":"x","fault":"reset"}`, `{"times":2,"fault":"reset"}`, `{"fault":"reset"}{}`} {
		if status, answer, _ := ask(t, "POST", control+"next", body); status != 400 || !strings.Contains(answer, `"error"`) {
			t.Errorf("%s: status %d: %s", body, status, answer)
		}
	}
}

func TestScenario(t *testing.T) {
	_, control := serve(t)
	f := func(method, body string, status int, want string) {
		t.Helper()
		if got, answer, _ := ask(t, method, control+"scenario", body); got != status || !strings.Contains(answer, want) {
			t.Errorf("%s %s: status %d: %s", method, body, got, answer)
		}
	}
	f("GET", "", 200, `"phase":""`)
	f("POST", "outage", 200, `"phase":"healthy"`)
	f("POST", "phases: [{name: slow, for: 1h, slowdown: 3}]", 200, `"phase":"slow"`)
	f("GET", "", 200, `"phase":"slow"`)
	f("POST", "/etc/passwd", 400, `is not one of outage`)
	f("POST", "phases: []", 400, `no phases`)
	f("POST", "phases: "+strings.Repeat("[", 60_000), 400, `nested more than 16 levels`)
	f("DELETE", "", 200, `"phase":""`)
}

func TestRequests(t *testing.T) {
	api, control := serve(t)
	req, _ := http.NewRequest("POST", api+"/v1/chat/completions?x=1&api_key=sk-secret", strings.NewReader(`{"n":0}`))
	for _, name := range []string{"Authorization", "Proxy-Authorization", "Cookie", "Api-Key", "X-Api-Key", "X-Goog-Api-Key", "Openai-Api-Key"} {
		req.Header.Set(name, "Bearer sk-secret")
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	long := strings.Repeat("a", 100_000)
	ask(t, "POST", api+"/v1/chat/completions", `{"user":"`+long+`"}`)
	_, answer, _ := ask(t, "GET", control+"requests", "")
	for _, want := range []string{`"path":"/v1/chat/completions?x=1\u0026api_key=(masked)"`, `"body":"{\"n\":0}"`, `"status":400`, `"truncated":true`, `"status":200`, res.Header.Get("X-Request-Id"), `"dropped":0`} {
		if !strings.Contains(answer, want) {
			t.Errorf("no %s in %.2000s", want, answer)
		}
	}
	if strings.Contains(answer, "sk-secret") {
		t.Error("a key is told")
	}
	ask(t, "POST", api+"/api/v1/chat/completions", `{"model":"m"}`)
	for query, want := range map[string]int{
		"": 3, "?dialect=openai": 2, "?dialect=openrouter&model=m": 1, "?dialect=openai&model=m": 0, "?path=/api/v1/chat/completions": 1, "?method=GET": 0,
		"?path=/v1/chat/completions": 2, "?model=gpt-4-mock": 1,
	} {
		if _, answer, _ := ask(t, "GET", control+"requests"+query, ""); strings.Count(answer, `"status":`) != want {
			t.Errorf("requests%s are not %d: %.500s", query, want, answer)
		}
	}
	ask(t, "DELETE", control+"requests", "")
	if _, answer, _ := ask(t, "GET", control+"requests", ""); !strings.Contains(answer, `"requests":[]`) {
		t.Errorf("after it was cleared: %s", answer)
	}
}
