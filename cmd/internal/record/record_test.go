package record_test

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"mock-openai/cmd/internal/programtest"
	"mock-openai/fast/latency"
	"mock-openai/fast/recording"
)

// askFor posts body with every kind of key, and returns the whole answer.
func askFor(t *testing.T, url, body string) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequest("POST", url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Authorization", "X-Api-Key", "Api-Key", "X-Goog-Api-Key", "Cookie", "Openai-Organization", "Openai-Project", "X-Amz-Security-Token", "X-Amz-Date"} {
		req.Header.Set(name, "Bearer hush")
	}
	req.Header.Set("Accept-Encoding", "gzip")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, answer
}

// recorded waits until a file has n exchanges.
func recorded(file string, n int) {
	for {
		if all, err := recording.Open(file); err == nil && len(all) >= n {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// TestRecord records a server, ends the recorder in both ways, and reads what it has kept.
func TestRecord(t *testing.T) {
	t.Parallel()
	upstream := programtest.Start(t, nil, "--itl", "2ms", "--token-mean", "20", "--token-stddev", "0", "--api-key", "hush", "--deterministic", "--stream-tokens-max", "2")
	file := filepath.Join(t.TempDir(), "r.jsonl")
	recorder := programtest.Start(t, nil, "record", "--upstream", upstream.URL, "--to", file)
	const stream, whole = `{"stream":true,"model":"gpt-4o"}`, `{"model":"gpt-4o"}`
	var want [][]byte
	for _, body := range []string{stream, whole} {
		res, direct := askFor(t, upstream.URL+"/v1/chat/completions?key=hush&x=1", body)
		if res.StatusCode != 200 {
			t.Fatalf("status %d: %s", res.StatusCode, direct)
		}
		_, via := askFor(t, recorder.URL+"/v1/chat/completions?key=hush&x=1", body)
		if !bytes.Equal(direct, via) {
			t.Errorf("the recorder passes on\n%s\nof\n%s", via, direct)
		}
		want = append(want, direct)
	}
	priorKnowledge := &http.Transport{Protocols: new(http.Protocols)}
	priorKnowledge.Protocols.SetUnencryptedHTTP2(true)
	defer priorKnowledge.CloseIdleConnections()
	client := &http.Client{Transport: priorKnowledge}
	res, err := client.Post(recorder.URL+"/v1/chat/completions", "", strings.NewReader(`{"stream":true,"model":"gpt-4o:ttft=1h"}`))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != 401 || res.ProtoMajor != 2 { // there is no key
		t.Errorf("status %d over %s", res.StatusCode, res.Proto)
	}
	recorded(file, 3)
	recorder.Process.Kill()
	recorder.Wait()

	all, err := recording.Open(file)
	if err != nil || len(all) != 3 {
		t.Fatalf("%d exchanges, %v", len(all), err)
	}
	for i, x := range all[:2] {
		a := &x.Answer
		if !bytes.Equal(a.Body, want[i]) || a.Status != 200 || a.Cut != recording.Whole || x.Request.Path != "/v1/chat/completions?x=1" || x.Upstream != upstream.URL {
			t.Errorf("kept %+v", x)
		}
		if a.End < 30*time.Millisecond || a.Headers["X-Request-Id"] == "" {
			t.Errorf("came in %v with %v", a.End, a.Headers)
		}
	}
	if events := bytes.Count(want[0], []byte("\n\n")); len(all[0].Answer.Pieces) < events {
		t.Errorf("%d pieces of %d events", len(all[0].Answer.Pieces), events)
	}
	if all[2].Answer.Status != 401 {
		t.Errorf("status %d", all[2].Answer.Status)
	}
	if text, _ := os.ReadFile(file); bytes.Contains(text, []byte("hush")) {
		t.Errorf("a key is kept: %s", text)
	}

	replay := programtest.Start(t, nil, "--replay", file, "--replay-only", "--replay-speed", "max", "--api-key", "hush")
	for i, body := range []string{stream, whole} {
		res, again := askFor(t, replay.URL+"/v1/chat/completions?x=1", body)
		if !bytes.Equal(again, want[i]) || res.Header.Get("X-Mock-Replay") != "r.jsonl:"+strconv.Itoa(i+1) {
			t.Errorf("the replay is\n%s\nof\n%s", again, want[i])
		}
	}
	if res, _ := askFor(t, replay.URL+"/v1/completions", whole); res.StatusCode != 404 {
		t.Errorf("what is not recorded: status %d", res.StatusCode)
	}

	status, stdout, stderr := programtest.Run(t, nil, "record", "--stats", file)
	trace, err := latency.ReadTrace(strings.NewReader(stdout))
	if status != 0 || err != nil || trace.Requests() != 1 || !strings.Contains(stderr, "time to first token") {
		t.Errorf("stats: status %d, %v: %s%s", status, err, stdout, stderr)
	}
	out := filepath.Join(t.TempDir(), "trace.jsonl")
	if status, shown, stderr := programtest.Run(t, nil, "record", "--stats", file, "--to", out); status != 0 || shown == "" {
		t.Errorf("stats: status %d: %s", status, stderr)
	}
	if written, _ := os.ReadFile(out); string(written) != stdout {
		t.Errorf("wrote %s", written)
	}
}

// TestRecord_Cut ends the recorder, and then the provider, while answers are under way.
func TestRecord_Cut(t *testing.T) {
	t.Parallel()
	upstream := programtest.Start(t, nil, "--itl", "1h")
	file := filepath.Join(t.TempDir(), "r.jsonl")
	recorder := programtest.Start(t, nil, "record", "--upstream", upstream.URL, "--to", file)
	begin := func() *http.Response {
		t.Helper()
		res, err := http.Post(recorder.URL+"/v1/chat/completions", "", strings.NewReader(`{"stream":true}`))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := res.Body.Read(make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
		return res
	}
	left := begin()
	left.Body.Close()
	recorded(file, 1)
	res := begin()
	upstream.Process.Kill()
	io.Copy(io.Discard, res.Body)
	res.Body.Close()
	if res, _ := askFor(t, recorder.URL+"/v1/chat/completions", `{}`); res.StatusCode != 502 {
		t.Errorf("status %d without a provider", res.StatusCode)
	}
	recorder.Process.Signal(syscall.SIGTERM)
	if err := recorder.Wait(); err != nil || !strings.Contains(recorder.Stderr.String(), "no answer from") {
		t.Errorf("%v, %s", err, recorder.Stderr)
	}
	all, err := recording.Open(file)
	if err != nil || len(all) != 2 || all[0].Answer.Cut != recording.CutClient || all[1].Answer.Cut != recording.CutUpstream || len(all[1].Answer.Body) == 0 {
		t.Errorf("%+v, %v", all, err)
	}

	upstream = programtest.Start(t, nil, "--itl", "1h")
	recorder = programtest.Start(t, nil, "record", "--upstream", upstream.URL, "--to", file)
	defer begin().Body.Close()
	recorder.Process.Signal(syscall.SIGTERM)
	recorder.Process.Signal(syscall.SIGINT)
	if err := recorder.Wait(); err != nil {
		t.Errorf("%v, %s", err, recorder.Stderr)
	}
	if all, err := recording.Open(file); err != nil || len(all) != 3 || all[2].Answer.Cut != recording.CutRecorder {
		t.Errorf("%+v, %v", all, err)
	}
}

// TestRecord_WebSocket wants a request for a WebSocket refused with the reason, told on stderr
// and not recorded. Other protocols may be asked for.
func TestRecord_WebSocket(t *testing.T) {
	t.Parallel()
	upstream := programtest.Start(t, nil)
	file := filepath.Join(t.TempDir(), "r.jsonl")
	recorder := programtest.Start(t, nil, "record", "--upstream", upstream.URL, "--to", file)
	f := func(protocol string, want int, said string) {
		t.Helper()
		req, err := http.NewRequest("GET", recorder.URL+"/v1/models?key=hush", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header = http.Header{"Connection": {"Upgrade"}, "Upgrade": {protocol}}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if body, _ := io.ReadAll(res.Body); res.StatusCode != want || !strings.Contains(string(body), said) {
			t.Errorf("%s: %d, %s", protocol, res.StatusCode, body)
		}
	}
	f("h2c", 200, "gpt")
	f("websocket", 501, "WebSockets")
	f("h2c, WebSocket", 501, "WebSockets")
	recorder.Process.Signal(syscall.SIGTERM)
	const line = "GET /v1/models: WebSockets are not recorded\n"
	if err := recorder.Wait(); err != nil || strings.Count(recorder.Stderr.String(), line) != 2 {
		t.Errorf("%v, %s", err, recorder.Stderr)
	}
	if all, err := recording.Open(file); err != nil || len(all) != 1 {
		t.Errorf("%d exchanges, %v", len(all), err)
	}
}

// TestRecord_Refuses wants one line for what cannot be done.
func TestRecord_Refuses(t *testing.T) {
	t.Parallel()
	damaged := filepath.Join(t.TempDir(), "r.jsonl")
	if err := os.WriteFile(damaged, []byte("{\"v\":2}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f := func(want string, args ...string) {
		t.Helper()
		status, _, stderr := programtest.Run(t, nil, args...)
		if status == 0 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, want) {
			t.Errorf("%v: status %d: %s", args, status, stderr)
		}
	}
	f("--upstream and --to", "record")
	f("--upstream must be a URL", "record", "--upstream", "api.openai.com", "--to", damaged)
	f("must not have a user", "record", "--upstream", "http://a:b@c", "--to", damaged)
	f("--stats conflicts with --upstream", "record", "--upstream", "http://c", "--stats", damaged)
	f("--stats conflicts with --port", "record", "--port", "0", "--stats", damaged)
	f(`line 1: "v" is 2, want 1`, "record", "--stats", damaged)
	f("no such file", "record", "--stats", damaged+"x")
	f(`--replay: `+damaged+`: line 1: "v" is 2, want 1`, "--replay", damaged)
	f("--replay-only needs --replay", "--replay-only")
	f("--replay-match needs --replay", "--replay-match", "hash")
	f("--replay-speed needs --replay", "--replay-speed", "max")
	f("--replay-speed must be max or between", "--replay", damaged, "--replay-speed=-1")
	f(`--replay-match: "x" is not hash, prompt or turn`, "--replay", damaged, "--replay-match", "x")
	f("no such file", "record", "--upstream", "http://127.0.0.1", "--to", damaged+"x/y")
}
