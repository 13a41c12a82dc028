package benchmark_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mock-openai/cmd/internal/programtest"
)

// withoutEnd starts a proxy before a server, which leaves out the end of answers:
// [DONE] of streams, the last brace of others. It returns its URL.
func withoutEnd(t *testing.T, server string) string {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		res, err := http.Post(server+r.URL.Path, "application/json", bytes.NewReader(body))
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		defer res.Body.Close()
		answer, _ := io.ReadAll(res.Body)
		w.Header().Set("Content-Type", res.Header.Get("Content-Type"))
		io.WriteString(w, strings.TrimSuffix(strings.TrimSuffix(string(answer), "data: [DONE]\n\n"), "}"))
	}))
	t.Cleanup(proxy.Close)
	return proxy.URL
}

// TestBench_SweepVerify wants rates only at which all answers are intact.
func TestBench_SweepVerify(t *testing.T) {
	t.Parallel()
	s := programtest.Start(t, nil)
	f := func(status int, url string, want func(rate *float64) bool) {
		t.Helper()
		r := benchReport(t, status, "--sweep", "--verify", "--url", url, "-d", "20ms", "-c", "4")
		if len(r.Frontier) != 1 || r.Frontier[0].Verify == nil || r.Frontier[0].Verify.Checked == 0 {
			t.Fatalf("%+v", r.Frontier)
		}
		if most := r.Frontier[0].Limits[4].Rate; !want(most) {
			t.Errorf("%s: p99 below 100 ms up to %v", url, most)
		}
	}
	f(0, s.URL, func(rate *float64) bool { return rate != nil && *rate > 0 })
	f(1, withoutEnd(t, s.URL), func(rate *float64) bool { return rate == nil })
}

// TestBench_Verify has answers checked of a server and of a proxy that leaves out
// [DONE].
func TestBench_Verify(t *testing.T) {
	s := programtest.Start(t, nil)
	proxy := withoutEnd(t, s.URL)
	for _, api := range []string{"chat", "completions", "responses", "embeddings", "messages", "gemini", "azure", "bedrock", "bedrock-invoke", "cohere", "ollama"} {
		for _, stream := range []bool{false, true} {
			args := []string{"--verify", "--api", api, "--url", s.URL, "-n", "50", "-c", "4"}
			if stream && api == "embeddings" {
				continue
			} else if stream {
				args = append(args, "--stream")
			}
			if v := benchReport(t, 0, args...).Targets[0].Verify; v == nil || v.Checked != 50 || v.Intact != 50 || len(v.Faults) > 0 {
				t.Errorf("%v: %+v", args, v)
			}
		}
	}
	if v := benchReport(t, 0, "--verify", "--max-tokens", "20", "--url", s.URL, "-n", "50").Targets[0].Verify; v.Intact != 50 {
		t.Errorf("with --max-tokens: %+v", v)
	}
	r := benchReport(t, 1, "--verify", "--stream", "--url", s.URL, "--compare", proxy, "-n", "40", "-c", "4", "--blocks", "2")
	if v := r.Targets[0].Verify; v.Checked != 40 || v.Intact != 40 {
		t.Errorf("direct: %+v", v)
	}
	if v := r.Targets[1].Verify; v.Checked != 40 || v.Intact != 0 || v.Faults["missing_done"] != 40 || len(v.Faults) != 1 || len(v.First) != 1 {
		t.Errorf("through the proxy: %+v", v)
	}
}

// TestBench_VerifyBody verifies answers to bodies of a file, and to prompts that are all the
// same. The text of answers is compared only if the model is echo.
func TestBench_VerifyBody(t *testing.T) {
	s := programtest.Start(t, nil)
	file := filepath.Join(t.TempDir(), "bodies.jsonl")
	lines := `{"weight":3,"body":{"model":"m","messages":[{"role":"user","content":"one {{unique}}"}],"max_tokens":2}}
{"messages":[{"role":"user","content":"two"}],"stream":true}
`
	if err := os.WriteFile(file, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	f := func(status int, url string, intact, uncompared int64, args ...string) {
		t.Helper()
		v := benchReport(t, status, append(args, "--verify", "--url", url, "-n", "40", "-c", "4")...).Targets[0].Verify
		if v == nil || v.Checked != 40 || v.Intact != intact || v.Uncompared != uncompared {
			t.Errorf("%v: %+v", args, v)
		}
	}
	f(0, s.URL, 40, 40, "--body", file)
	f(0, s.URL, 40, 0, "--body", file, "--model", "echo")
	f(0, s.URL, 40, 0, "--no-unique")
	f(0, s.URL, 40, 40, "--no-unique", "--model", "m", "--stream")
	f(1, withoutEnd(t, s.URL), 0, 40, "--body", file)
}

// TestBench_VerifyStreamedBody has bodies answered with a stream for which the path asks.
func TestBench_VerifyStreamedBody(t *testing.T) {
	s := programtest.Start(t, nil)
	file := filepath.Join(t.TempDir(), "bodies.jsonl")
	f := func(api, body, model string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		m := benchReport(t, 0, "--api", api, "--stream", "--body", file, "--model", model, "--verify", "--url", s.URL, "-n", "20", "-c", "2").Targets[0]
		compared := model == "echo"
		if v := m.Verify; m.Events < 20 || m.TTFT == nil || v == nil || v.Intact != 20 || compared != (v.Uncompared == 0) {
			t.Errorf("%s of %s: %d events, %+v", model, api, m.Events, v)
		}
	}
	for _, model := range []string{"echo", "m"} {
		f("gemini", `{"weight":2,"body":{"contents":[{"parts":[{"text":"{{unique}}"}]}]}}`, model)
		f("bedrock", `{"messages":[{"role":"user","content":[{"text":"{{unique}}"}]}]}`, model)
		f("bedrock-invoke", `{"anthropic_version":"bedrock-2023-05-31","max_tokens":99,"messages":[{"role":"user","content":"{{unique}}"}]}`, model)
	}
}

// TestBench_VerifyPath has paths of URLs tell what is asked for: a stream, and InvokeModel.
func TestBench_VerifyPath(t *testing.T) {
	s := programtest.Start(t, nil)
	f := func(api, path string) {
		t.Helper()
		m := benchReport(t, 0, "--api", api, "--verify", "--url", s.URL+path, "-n", "20", "-c", "2").Targets[0]
		if v := m.Verify; m.Events < 20 || m.TTFT == nil || m.TokensPerAnswer == nil || v.Intact != 20 || v.Uncompared > 0 {
			t.Errorf("%s: %d events, %+v", path, m.Events, v)
		}
	}
	f("bedrock", "/model/echo/converse-stream")
	f("bedrock", "/model/echo/invoke-with-response-stream")
	f("gemini", "/v1beta/models/echo:streamGenerateContent?alt=sse")
}

// TestBench_VerifyPaths compares URLs of which one has streams and the other whole answers.
// The path of a gateway's own shows neither; --stream does.
func TestBench_VerifyPaths(t *testing.T) {
	s := programtest.Start(t, nil)
	server, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	gateway := httptest.NewServer(programtest.NewGateway(func(r *httputil.ProxyRequest) {
		r.SetURL(server)
		r.Out.URL.Path = "/model/echo/converse-stream"
	}, nil))
	defer gateway.Close()
	file := filepath.Join(t.TempDir(), "bodies.jsonl")
	f := func(api, body, direct, compared string, args ...string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, "--api", api, "--body", file, "--verify", "--url", s.URL+direct, "--compare", compared, "-n", "20", "-c", "2", "--blocks", "2")
		r := benchReport(t, 0, args...)
		for _, m := range r.Targets {
			if m.Verify == nil || m.Verify.Intact != 20 || m.Verify.Uncompared > 0 {
				t.Errorf("%s: %+v", m.URL, m.Verify)
			}
		}
	}
	const gemini = `{"contents":[{"parts":[{"text":"{{unique}}"}]}]}`
	f("gemini", gemini, "/v1beta/models/echo:generateContent", s.URL+"/v1beta/models/echo:streamGenerateContent?alt=sse")
	f("gemini", gemini, "/v1beta/models/echo:streamGenerateContent?alt=sse", s.URL+"/v1beta/models/echo:generateContent")
	const converse = `{"messages":[{"role":"user","content":[{"text":"{{unique}}"}]}]}`
	f("bedrock", converse, "/model/echo/converse-stream", gateway.URL+"/route/1", "--stream", "--model", "echo")
}

// TestBench_Compressed has a gateway compress what comes without being asked: nothing in it is
// read, and the report says so.
func TestBench_Compressed(t *testing.T) {
	s := programtest.Start(t, nil)
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		res, err := http.Post(s.URL+r.URL.Path, "application/json", r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		defer res.Body.Close()
		w.Header().Set("Content-Type", res.Header.Get("Content-Type"))
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		io.Copy(z, res.Body)
		z.Close()
	}))
	defer gateway.Close()
	for _, stream := range []bool{false, true} {
		args := []string{"--url", gateway.URL, "-n", "10", "-c", "2"}
		if stream {
			args = append(args, "--stream")
		}
		r := benchReport(t, 0, args...)
		if m := r.Targets[0]; m.Compressed != 10 || m.Requests != 10 || m.Events != 0 || !strings.Contains(strings.Join(r.Notes, " "), "10 answers of "+m.URL+" are compressed") {
			t.Errorf("%+v, %q", m, r.Notes)
		}
		if v := benchReport(t, 1, append(args, "--verify")...).Targets[0].Verify; v.Intact != 0 || len(v.Faults) != 1 || v.Faults["wrong_content_type"] != 10 || !strings.Contains(v.First[0].Came, "gzip") {
			t.Errorf("%+v", v)
		}
	}
	if m := benchReport(t, 0, "--url", s.URL, "-n", "10").Targets[0]; m.Compressed != 0 {
		t.Errorf("%+v", m)
	}
}

// TestBench_Slow has a gateway that answers one request at a time, 3 ms each: 64 connections
// wait long in its queue, and still the rate is what it bears with ease.
func TestBench_Slow(t *testing.T) {
	var one sync.Mutex
	gateway := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		one.Lock()
		defer one.Unlock()
		time.Sleep(3 * time.Millisecond)
	}))
	defer gateway.Close()
	r := benchReport(t, 0, "--url", gateway.URL, "--compare", gateway.URL, "-d", "200ms", "--blocks", "2")
	if offered := r.Targets[0].Offered; !strings.HasPrefix(r.Load, "open loop") || offered == nil || *offered > 1000.0/3/4 {
		t.Errorf("%s, %v offered", r.Load, offered)
	}
}

// TestBench_SweepUnpaced checks that a sweep finds no limit, and says so, if no event can be late.
func TestBench_SweepUnpaced(t *testing.T) {
	t.Parallel()
	s := programtest.Start(t, nil)
	r := benchReport(t, 0, "--sweep", "--stream", "--url", s.URL, "-d", "20ms", "-c", "4")
	if len(r.Frontier) != 1 || r.Frontier[0].Streams != nil || !strings.Contains(strings.Join(r.Notes, " "), "come without a wait") {
		t.Errorf("%+v, %q", r.Frontier, r.Notes)
	}
}

// TestBench_Oracle has whole answers foretold.
func TestBench_Oracle(t *testing.T) {
	s := programtest.Start(t, nil, "--deterministic", "--seed", "5", "--text", "rich")
	f := func(flags string, status int, intact int64) {
		t.Helper()
		v := benchReport(t, status, "--oracle", "--mock-flags="+flags, "--stream", "--url", s.URL, "-n", "20", "-c", "2").Targets[0].Verify
		if v == nil || v.Checked != 20 || v.Intact != intact {
			t.Errorf("%s: %+v", flags, v)
		}
	}
	f("--seed 5 --text rich", 0, 20)
	f("--seed 6 --text rich", 1, 0)
}

// TestBench_VerifyOtherModels verifies answers of a model that is not called echo: a mock
// that bench starts repeats all the same, and of another server the report says what is
// wrong.
func TestBench_VerifyOtherModels(t *testing.T) {
	s := programtest.Start(t, nil)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	own := "http://" + ln.Addr().String()
	ln.Close()
	if v := benchReport(t, 0, "--mock", "--url", own, "--verify", "--stream", "--model", "gpt-4o", "-n", "40", "-c", "4").Targets[0].Verify; v.Checked != 40 || v.Intact != 40 {
		t.Errorf("a mock of its own: %+v", v)
	}
	r := benchReport(t, 1, "--verify", "--stream", "--model", "gpt-4o", "--url", s.URL, "-n", "40", "-c", "4")
	if v := r.Targets[0].Verify; v.Checked != 40 || v.Intact != 0 || !strings.Contains(strings.Join(r.Notes, "\n"), "is not echo") {
		t.Errorf("another server: %+v, and %q", v, r.Notes)
	}
	if r := benchReport(t, 1, "--verify", "--stream", "--url", withoutEnd(t, s.URL), "-n", "40", "-c", "4"); strings.Contains(strings.Join(r.Notes, "\n"), "is not echo") {
		t.Errorf("a proxy that harms answers otherwise: %q", r.Notes)
	}
}
