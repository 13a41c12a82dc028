package benchmark_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mock-openai/cmd/internal/programtest"
)

func TestBench_Refuses(t *testing.T) {
	t.Parallel()
	f := func(want string, args ...string) {
		t.Helper()
		status, stdout, stderr := programtest.Run(t, nil, append([]string{"bench"}, args...)...)
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
	f("--blocks makes no sense with --sweep", "--sweep", "--compare", "http://127.0.0.1:1/", "--blocks", "5")
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
	f("--compare-model makes no sense with an empty file", "--body", os.DevNull, "--compare", "http://127.0.0.1:1/", "--compare-model", "m")
	f("has a user, who is not sent", "--url", "http://me:secret@127.0.0.1:1/")
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

// TestBench_RefusesPaths refuses what the paths of URLs make void, and nothing that has an effect.
func TestBench_RefusesPaths(t *testing.T) {
	t.Parallel()
	const at = "http://127.0.0.1:1"
	f := func(want, api, path string, args ...string) {
		t.Helper()
		status, _, stderr := programtest.Run(t, nil, append([]string{"bench", "--api", api, at + path}, args...)...)
		if status == 0 || !strings.Contains(stderr, want) {
			t.Errorf("%s %s %v: status %d, stderr %q, want %q", api, path, args, status, stderr, want)
		}
	}
	const named, refused = "--model makes no sense here: the path of each URL names the model", "connection refused"
	const gemini, converse, azure = "/v1beta/models/a:generateContent", "/model/a/converse", "/openai/deployments/a/chat/completions"
	f(named, "gemini", gemini, "--model", "b")
	f(named, "bedrock", converse, "--model", "b")
	f(named, "azure", azure, "--model", "b")
	f(named, "gemini", gemini, "--model", "b", "--compare", at+gemini)
	f(refused, "gemini", "", "--model", "b")
	f(refused, "gemini", "/route/1", "--model", "b", "--verify")
	f(refused, "gemini", gemini, "--model", "b", "--compare", at)
	f(refused, "chat", "/v1/models/a", "--model", "b")
	f("--compare-model makes no sense here", "gemini", "", "--compare", at+gemini, "--compare-model", "b")
	f(named, "gemini", gemini, "--model", "b", "--compare", at, "--compare-model", "c")
	const whole = "its path asks for whole answers"
	f(whole, "gemini", gemini+"?key=k", "--stream")
	f(whole, "bedrock", converse, "--stream")
	f(whole, "bedrock", "/model/a/invoke", "--stream")
	f(whole, "bedrock", "/model/a/converse-stream", "--stream", "--compare", at+converse)
	f(refused, "gemini", "/v1beta/models/a:streamGenerateContent", "--stream")
	f(refused, "bedrock", "/route/1", "--stream")
	f(refused, "azure", azure, "--stream")
}
