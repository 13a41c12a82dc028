package benchmark_test

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"mock-openai/cmd/internal/programtest"
)

func TestBench_Request(t *testing.T) {
	got := make(chan string, 1)
	s := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- r.Method + " " + r.Header.Get("Authorization") + " " + string(body)
	}))
	defer s.Close()
	f := func(want string, args ...string) {
		t.Helper()
		status, _, stderr := programtest.Run(t, nil, append([]string{"bench", "--insecure", "--url", s.URL, "-n", "1"}, args...)...)
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

// TestBench_APIs has the requests of every API answered by a server that refuses
// what the real one does.
func TestBench_APIs(t *testing.T) {
	url := programtest.Start(t, nil, "--strict", "--models", "gpt-4-mock,gpt-3.5-turbo-instruct,text-embedding-3-small").URL
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
		url := programtest.Start(t, nil, args...).URL
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

// TestBench_Headers has headers that are repeated, and others in place of those that bench sets.
func TestBench_Headers(t *testing.T) {
	got := make(chan string, 20)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got <- fmt.Sprint(r.URL.Path, " ", r.Host, r.Header["X-A"], r.Header["X-B"], r.Header["Content-Type"])
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, "{}")
	}))
	defer s.Close()
	benchReport(t, 0, "--url", s.URL+"/1", "--compare", s.URL+"/2", "--blocks", "1", "-n", "1", "-c", "1",
		"--header", "X-A: 1", "--header", "x-a: 2", "--header", "X-B: 3", "--header", "Host: llm.test", "--header", "Content-Type: application/json; charset=utf-8",
		"--compare-header", "X-A: 4", "--compare-header", "X-A: 5")
	for range 2 {
		said := <-got
		for path, want := range map[string]string{"/1": "[1 2] [3]", "/2": "[4 5] [3]"} {
			if strings.HasPrefix(said, path) && said != path+" llm.test"+want+" [application/json; charset=utf-8]" {
				t.Errorf("the server saw %q, want %s", said, want)
			}
		}
	}
}

// TestBench_Unique wants no prompt twice, in the warm-up and in all blocks.
func TestBench_Unique(t *testing.T) {
	var mu sync.Mutex
	times := map[string]int{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		if r.Method == http.MethodPost { // and not for /metrics
			times[string(body)]++
		}
	}))
	defer s.Close()
	benchReport(t, 0, s.URL, "--compare", s.URL, "--warmup", "20ms", "--blocks", "4", "-n", "8", "-c", "1")
	for body, n := range times {
		if n > 1 {
			t.Errorf("%d times: %s", n, body)
		}
	}
	if len(times) < 16 {
		t.Errorf("%d prompts", len(times))
	}
}

// TestBench_CompareKey sends each URL its own key, though --header has one for all.
func TestBench_CompareKey(t *testing.T) {
	keys := make(chan string, 8)
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost { // and not for /metrics
			keys <- r.URL.Path + " " + strings.Join(r.Header["Authorization"], ",")
		}
	}))
	defer s.Close()
	f := func(direct, compared string, args ...string) {
		t.Helper()
		benchReport(t, 0, append([]string{s.URL + "/1", "--compare", s.URL + "/2", "--blocks", "1", "-n", "1", "--header", "authorization: Basic all"}, args...)...)
		if a, b := <-keys, <-keys; a != "/1 "+direct || b != "/2 "+compared {
			t.Errorf("%v: sent %q and %q", args, a, b)
		}
	}
	f("Basic all", "Basic all")
	f("Basic all", "Bearer own", "--compare-api-key", "own")
	f("Basic all", "Basic own", "--compare-header", "Authorization: Basic own")
}
