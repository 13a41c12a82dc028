package serve_test

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"unicode"

	"mock-openai/cmd/internal/programtest"
)

// TestServe_Faults wants faults from flags and from the environment.
func TestServe_Faults(t *testing.T) {
	t.Parallel()
	f := func(want int, env []string, args ...string) {
		t.Helper()
		p := programtest.Start(t, env, args...)
		res, err := http.Post(p.URL+"/v1/chat/completions", "application/json", strings.NewReader(`{"max_tokens":1}`))
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("%v %v: status %d, want %d", env, args, res.StatusCode, want)
		}
	}
	f(500, nil, "--error-rate", "1")
	f(429, nil, "--error-rate", "1", "--error-status", "429,429")
	f(418, nil, "--fault", "reset=0", "--fault", "error:status=418,for=1s=1")
	f(404, []string{"MOCK_OPENAI_FAULT=stall:after=3,for=2s=0;error:status=404=1"})
	f(500, []string{"MOCK_OPENAI_LOAD_FACTOR=1", "MOCK_OPENAI_OVERLOAD_STATUS=503", "MOCK_OPENAI_LOG_RATE=0"}, "--error-rate", "1")
	f(200, []string{"MOCK_OPENAI_ERROR_STATUS=500"}, "--profile", "overloaded", "--error-rate", "0", "--ttft", "0", "--ttft-stddev", "0")
	f(500, nil, "--admin-on-main", "--load-factor", "2", "--overload-status", "429", "--error-rate", "1")
	f(503, nil, "--fail-first", "1")
	f(409, nil, "--fail-first", "1", "--fail-first-with", "error:status=409")
}

func TestServe_Refuses(t *testing.T) {
	t.Parallel()
	f := func(want string, env []string, args ...string) {
		t.Helper()
		status, stdout, stderr := programtest.Run(t, env, args...)
		if status != 1 && status != 2 {
			t.Errorf("%v %v: status %d", env, args, status)
		}
		if stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, want) {
			t.Errorf("%v %v: stdout %q, stderr %q, want one line with %q", env, args, stdout, stderr, want)
		}
	}
	f("--stream-tokens-min 9 is above --stream-tokens-max 5", nil, "--stream-tokens-min", "9", "--stream-tokens-max", "5")
	f("--stream-tokens-min", nil, "--stream-tokens-min", "0")
	vocabulary := filepath.Join(t.TempDir(), "broken.tiktoken")
	if err := os.WriteFile(vocabulary, []byte("YQ== 0\nYg= 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f(`--tokenizer: `+vocabulary+`: line 2: "Yg=" is not a token in base64`, nil, "--tokenizer", vocabulary)
	f("no such file", nil, "--tokenizer", "missing.tiktoken")
	f("--token-stddev", nil, "--token-stddev=-1")
	f("--token-mean", nil, "--token-mean", "NaN")
	f("--token-mean", nil, "--token-mean", "much")
	f("--pregen-count", nil, "--pregen-count", "0")
	f("--port", nil, "--port", "70000")
	f("MOCK_OPENAI_PORT: must be a port from 0 to 65535, not \"many\"", []string{"MOCK_OPENAI_PORT=many"})
	f("--log-level: must be debug, info, warn or error, not \"loud\"", nil, "--log-level", "loud")
	f("--engine batch: number of batched tokens must be between 1 and", nil, "--engine", "batch", "--max-num-batched-tokens", "0")
	f("set enableServiceLinks: false", []string{"MOCK_OPENAI_PORT=tcp://10.0.0.1:3000"})
	f("MOCK_OPENAI_RESPONSE_DELAY_MS must be between 0 and", []string{"MOCK_OPENAI_RESPONSE_DELAY_MS=-1"})
	f(`--text: text "poor" is neither "ascii" nor "rich"`, nil, "--text", "poor")
	f("--tool-call-rate", nil, "--tool-call-rate", "2")
	f("--reasoning-tokens", nil, "--reasoning-tokens=-1")
	f("--drain-timeout", nil, "--drain-timeout", "soon")
	f("--models has an empty name", nil, "--models", "a,,b")
	f(`MOCK_OPENAI_MODELS lists "a" twice`, []string{"MOCK_OPENAI_MODELS=a,b,a"})
	f("--models has a name with characters that cannot be shown", nil, "--models", "a\tb")
	f("--engine-preset must be one of a100-70b-tp4, ", nil, "--engine=batch", "--engine-preset=tpu")
	f("--engine-preset needs --engine batch", nil, "--engine-preset=small")
	f("need --engine batch", []string{"MOCK_OPENAI_BLOCK_SIZE=16"})
	f("--engine batch determines when tokens come", nil, "--engine=batch", "--itl=1ms")
	f("MOCK_OPENAI_PROFILE small has latencies", []string{"MOCK_OPENAI_PROFILE=small"}, "--engine=batch")
	f("--engine batch determines how times grow", nil, "--engine=batch", "--load-factor=2")
	f("number of sequences must be between 1 and", nil, "--engine=batch", "--max-num-seqs=0")
	f("--rpm must be between 0 and 1000000000, not -1", nil, "--rpm=-1")
	f("MOCK_OPENAI_TPM must be", []string{"MOCK_OPENAI_TPM=1000000001"})
	f("--rpm-total", nil, "--rpm-total", "many")
	f("--tpm-total", nil, "--tpm-total=-1")
	f("MOCK_OPENAI_MAX_CONCURRENCY must not be negative: -1", []string{"MOCK_OPENAI_MAX_CONCURRENCY=-1"})
	f("--max-queue", nil, "--max-concurrency", "1", "--max-queue=-1")
	f("--max-queue 3 needs --max-concurrency", nil, "--max-queue", "3")
	f("--overload-status must be 429 or 503, not 500", nil, "--overload-status", "500")
	f("--tls-cert and --tls-key need each other", nil, "--tls-cert", "a")
	f("--tls-cert and MOCK_OPENAI_TLS_KEY need each other", []string{"MOCK_OPENAI_TLS_KEY=a"})
	f("--tls-self-signed conflicts with --tls-cert", nil, "--tls-self-signed", "--tls-cert", "a", "--tls-key", "b")
	f("--h2c conflicts with --tls-self-signed", nil, "--h2c", "--tls-self-signed")
	f("MOCK_OPENAI_H2C conflicts with --tls-self-signed", []string{"MOCK_OPENAI_H2C=true"}, "--tls-self-signed")
	f("--pid and --port-of conflict", nil, "bench", "--pid", "1", "--port-of", "2")
	f("--tls-cert /nowhere, --tls-key /dev/null: open /nowhere", nil, "--tls-cert", "/nowhere", "--tls-key", "/dev/null")
	f("--error-rate", nil, "--error-rate", "1.5")
	f("--error-status must be from 400 to 599", nil, "--error-status", "429,200")
	f("no fault is named \"crash\"", nil, "--fault", "crash=1")
	f("more than 1", nil, "--fault", "reset=0.6;stall=0.3", "--error-rate", "0.2")
	f("has no rate", []string{"MOCK_OPENAI_FAULT=reset"})
	f("--fail-first", nil, "--fail-first=-1")
	f("takes status, type, for", nil, "--fail-first-with", "error:at=1")
	f("--profile must be one of small, large", nil, "--profile", "huge")
	f("--ttft", nil, "--ttft", "200")
	f("MOCK_OPENAI_LOAD_FACTOR must be", []string{"MOCK_OPENAI_LOAD_FACTOR=0"})
	f("--latency-distribution", nil, "--latency-distribution", "pareto")
	f("lognormal and gamma may be", nil, "--itl", "1ms", "--itl-stddev", "1ms")
	f("--latency-trace: open /nowhere", nil, "--latency-trace", "/nowhere")
	f("--latency-trace: open /nowhere", nil, "--latency-trace", "/nowhere", "--profile", "small")
	f("--itl conflicts with --latency-trace", nil, "--latency-trace", "/nowhere", "--itl", "1ms")
	f("MOCK_OPENAI_TTFT conflicts with --latency-trace", []string{"MOCK_OPENAI_TTFT=1s"}, "--latency-trace", "/nowhere")
	f("--load-factor needs --max-concurrency 2", nil, "--load-factor", "2")
	f("--load-factor needs --max-concurrency 2", nil, "--load-factor", "2", "--max-concurrency", "1")
	f("MOCK_OPENAI_LOAD_FACTOR needs --max-concurrency", []string{"MOCK_OPENAI_LOAD_FACTOR=2"})
	f("--overload-status needs --max-concurrency", nil, "--overload-status", "429")
	f("--error-status needs --error-rate", nil, "--error-status", "429,503")
	f("MOCK_OPENAI_FAIL_FIRST_WITH needs --fail-first", []string{"MOCK_OPENAI_FAIL_FIRST_WITH=reset"})
	f("--log-rate needs --verbose", nil, "--log-rate", "5")
	f("--model-config: open /nowhere", nil, "--model-config", "/nowhere")
	f("--scenario: \"/nowhere\" is neither a file nor one of outage", nil, "--scenario", "/nowhere")
	f("--pprof needs --metrics-addr", nil, "--pprof")
	f("--metrics-style must be one of", nil, "--metrics-style", "triton")
	f("--kv-cache-tokens and --lora-adapters need --metrics-style", nil, "--kv-cache-tokens", "5")
	f("LoRA adapter \"no-such\" must be one of the models", nil, "--metrics-style", "vllm", "--lora-adapters", "no-such")
	f("cannot listen on nowhere.invalid:0", nil, "--port", "0", "--metrics-addr", "nowhere.invalid:0")
	f("--log-rate", nil, "--log-rate=-1")
	f("MOCK_OPENAI_LOG_FORMAT", []string{"MOCK_OPENAI_LOG_FORMAT=xml"})
	f("--log-level", nil, "--log-level", "loud")
	f("--admin needs --metrics-addr", nil, "--admin")
	f("--record-requests: open /nowhere/x", nil, "--port", "0", "--record-requests", "/nowhere/x")
	f("--startup-delay: a time must not be negative", nil, "--startup-delay=-1s")
	f("MOCK_OPENAI_STARTUP_DELAY: \"port\" must be health, models or inference", []string{"MOCK_OPENAI_STARTUP_DELAY=health=2s,port=3s"})
	f("must be health, models or inference, once each", nil, "--startup-delay", "health=2s,health=3s")
	f("--max-body must be at least 1", nil, "--max-body", "0")
	f("--max-memory must not be negative", nil, "--max-memory=-1")
	f("MOCK_OPENAI_READ_TIMEOUT must not be negative", []string{"MOCK_OPENAI_READ_TIMEOUT=-1s"})
	f("--receive-timeout must not be negative", nil, "--receive-timeout=-1s")
	f("--write-timeout", nil, "--write-timeout", "5")
	f("--idle-timeout must not be negative", nil, "--idle-timeout=-1s")
	f("--max-connections must not be negative", nil, "--max-connections=-1")
	f("--max-connections-per-ip must not be negative", nil, "--max-connections-per-ip=-1")
	f("--no-such-flag", nil, "--no-such-flag")
	f("no-such-command", nil, "no-such-command")
	f("--tls-cert needs a value", nil, "--tls-cert")
	f("cannot listen on nowhere.invalid:0", nil, "--host", "nowhere.invalid", "--port", "0")

	f("--api-key must not be empty", nil, "--port", "0", "--api-key", "a", "--api-key", "")
	f("--api-key-file: open /nowhere", nil, "--api-key-file", "/nowhere")
	f("MOCK_OPENAI_API_KEY_FILE: no API key in /dev/null", []string{"MOCK_OPENAI_API_KEY_FILE=/dev/null"})

	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	inUse := "cannot listen on 127.0.0.1:" + port + ": address already in use"
	if runtime.GOOS == "linux" { // which tells who has it
		inUse += fmt.Sprintf(": serve.test (process %d) listens on port %s", os.Getpid(), port)
	}
	f(inUse+"; choose another port with --port", nil, "-p", port)
	f(inUse+"; choose another port with --metrics-addr", nil, "-p", "0", "--metrics-addr", ln.Addr().String())
}

func TestServe_FlagBeforeEnvironmentBeforeDefault(t *testing.T) {
	f := func(want int, env []string, args ...string) {
		t.Helper()
		p := programtest.Start(t, env, append(args, "--token-stddev", "0")...)
		if answer := programtest.Post(t, p.URL, `{}`); !strings.Contains(answer, fmt.Sprintf(`"completion_tokens":%d,`, want)) {
			t.Errorf("%v %v: %s, want %d tokens", env, args, answer, want)
		}
	}
	f(256, nil)
	f(33, []string{"MOCK_OPENAI_TOKEN_MEAN=33"})
	f(44, []string{"MOCK_OPENAI_TOKEN_MEAN=33"}, "--token-mean", "44")
	f(44, nil, "serve", "--token-mean", "44")
}

func TestServe_Text(t *testing.T) {
	f := func(rich bool, env []string, args ...string) {
		t.Helper()
		p := programtest.Start(t, env, append(args, "--token-mean", "2000", "--token-stddev", "0")...)
		if answer := programtest.Post(t, p.URL, `{}`); strings.ContainsFunc(answer, func(r rune) bool { return r > unicode.MaxASCII }) != rich {
			t.Errorf("%v %v: %s", env, args, answer)
		}
	}
	f(false, nil)
	f(true, []string{"MOCK_OPENAI_TEXT=rich"})
	f(true, nil, "--text", "rich")
	f(false, []string{"MOCK_OPENAI_TEXT=rich"}, "--text", "ascii")
}

func TestServe_SameSeedSameAnswers(t *testing.T) {
	content := regexp.MustCompile(`"content":"[^"]*"`)
	say := func() (said []string) {
		p := programtest.Start(t, nil, "--seed", "7")
		for range 3 {
			said = append(said, content.FindString(programtest.Post(t, p.URL, `{}`)))
		}
		return said
	}
	a, b := say(), say()
	for i := range a {
		if a[i] != b[i] || a[i] == "" || i > 0 && a[i] == a[i-1] {
			t.Errorf("answer %d: %q and %q", i, a[i], b[i])
		}
	}
}

func TestServe_Verbose(t *testing.T) {
	p := programtest.Start(t, nil, "-v", "--models", "one,two")
	programtest.Post(t, p.URL, `{}`)
	p.Process.Signal(syscall.SIGTERM)
	p.Wait()
	if log := p.Stderr.String(); !regexp.MustCompile(`method=POST path=/v1/chat/completions status=200 .*id=req_`).MatchString(log) {
		t.Errorf("log is %q", log)
	}
}
