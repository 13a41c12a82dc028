package cmd_test

import (
	"regexp"
	"runtime"
	"strings"
	"testing"

	"mock-openai/cmd/internal/programtest"
)

// flagNames are the flags of serve, but for --help and --version.
var flagNames = strings.Fields(`host port tls-cert tls-key tls-self-signed h2c cors api-key api-key-file drain-timeout
	token-mean token-stddev tokenizer stream-tokens-min stream-tokens-max text echo accent context-window tool-call-rate reasoning-tokens seed deterministic models strict pregen-count
	profile ttft ttft-stddev itl itl-stddev prefill-per-token prompt-cache latency-distribution jitter response-delay-ms latency-trace load-factor model-config scenario no-overrides
	engine engine-preset max-num-seqs max-num-batched-tokens num-gpu-blocks block-size engine-base engine-sequence engine-prefill-token engine-context-token
	rpm tpm rpm-total tpm-total max-concurrency max-queue overload-status max-body max-memory max-connections max-connections-per-ip read-timeout receive-timeout write-timeout idle-timeout
	error-rate error-status fault quirk fail-first fail-first-with startup-delay
	metrics-addr metrics-style kv-cache-tokens lora-adapters pprof record-requests verbose log-rate log-format log-level
	admin admin-on-main`)

// TestHelp wants every flag in a group, examples, and lines that fit.
func TestHelp(t *testing.T) {
	f := func(args ...string) {
		t.Helper()
		status, stdout, stderr := programtest.Run(t, []string{"COLUMNS=100"}, args...)
		if status != 0 || stderr != "" {
			t.Errorf("%s: status %d, stderr %q", args, status, stderr)
		}
		groups := regexp.MustCompile(`(?m)^[A-Z].*:$`).FindAllString(stdout, -1)
		want := "Examples:|Commands, each with its own --help:|Flags:|Listen:|Content:|Timing:|Engine:|Limits (0 for none):|Faults:|Observe:|Admin:"
		if got := strings.Join(groups, "|"); got != want {
			t.Errorf("%s has the groups %s, want %s", args, got, want)
		}
		_, groupedFlags, _ := strings.Cut(stdout, "Listen:")
		for _, name := range flagNames {
			if !regexp.MustCompile(`(?m)^ .*--` + name + `\b`).MatchString(groupedFlags) {
				t.Errorf("%s does not name --%s", args, name)
			}
		}
		if n := strings.Count(stdout, "\n  mock-openai "); n != 3 {
			t.Errorf("%s has %d examples", args, n)
		}
		for line := range strings.Lines(stdout) {
			if len(line) > 101 {
				t.Errorf("%s has a line of %d characters: %s", args, len(line), line)
			}
		}
		if n := strings.Count(stdout, "\n"); n > 165 {
			t.Errorf("%s has %d lines", args, n)
		}
	}
	f("-h")
	f("--help")
	f("serve", "--help")
	f("help", "serve")
}

// TestQuirks wants a line for each quirk, with its report.
func TestQuirks(t *testing.T) {
	status, stdout, stderr := programtest.Run(t, nil, "quirks")
	if status != 0 || stderr != "" {
		t.Errorf("status %d, stderr %q", status, stderr)
	}
	for _, want := range []string{`QUIRK +WHAT ARRIVES +WHERE +WEBSOCKET +REPORT`, `crlf +lines end with CR LF +streams +- +hey-api/hey-api#3054`, `merged-text .* yes +-`} {
		if !regexp.MustCompile("(?m)^" + want + "$").MatchString(stdout) {
			t.Errorf("no line is %q in %s", want, stdout)
		}
	}
	if n := strings.Count(stdout, "\n"); n < 26 {
		t.Errorf("%d lines", n)
	}
}

func TestVersion(t *testing.T) {
	f := func(arg string, want ...string) {
		t.Helper()
		status, stdout, stderr := programtest.Run(t, nil, arg)
		if status != 0 || stderr != "" {
			t.Errorf("%s: status %d, stderr %q", arg, status, stderr)
		}
		for _, s := range want {
			if !strings.Contains(stdout, s) {
				t.Errorf("%s does not name %s", arg, s)
			}
		}
	}
	f("-V", "mock-openai ")
	f("--version", "mock-openai ")
	f("version", "mock-openai ", " for "+runtime.GOOS+"/"+runtime.GOARCH)
}

// TestSuggestions wants what was meant to be named.
func TestSuggestions(t *testing.T) {
	f := func(want string, args ...string) {
		t.Helper()
		status, stdout, stderr := programtest.Run(t, nil, args...)
		if status == 0 || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, want) {
			t.Errorf("%v: status %d, stdout %q, stderr %q, want one line with %q", args, status, stdout, stderr, want)
		}
	}
	f(`did you mean "health"?`, "helth")
	f(`did you mean "bench"?`, "serve", "bnech")
	f(`"--port"`, "--prot", "3000")
	f(`did you mean "--timeout"?`, "health", "--tiemout", "3s")
	f(`did you mean "timing"?`, "help", "tming")
	f(`did you mean "health"?`, "help", "helth")
}

// TestUnknownVariables wants a warning for each variable that sets nothing.
func TestUnknownVariables(t *testing.T) {
	f := func(want string, env ...string) {
		t.Helper()
		_, _, stderr := programtest.Run(t, env, "--pprof") // which then fails
		first, _, _ := strings.Cut(stderr, "\n")
		if first != want {
			t.Errorf("%v: %q, want %q", env, first, want)
		}
	}
	f(`mock-openai: the variable MOCK_OPENAI_PROT sets nothing, did you mean "MOCK_OPENAI_PORT"?`, "MOCK_OPENAI_PROT=3000", "MOCK_OPENAI_PPROF=true", "MOCK_OPENAI_METRICS_ADDR=nowhere.invalid:0")
	f(`mock-openai: the variable MOCK_OPENAI_TOKENS_MEAN sets nothing, did you mean "MOCK_OPENAI_TOKEN_MEAN"?`, "MOCK_OPENAI_TOKENS_MEAN=3", "MOCK_OPENAI_METRICS_ADDR=nowhere.invalid:0")
	f(`mock-openai: the variable MOCK_OPENAI_SERVICE_HOST sets nothing`, "MOCK_OPENAI_SERVICE_HOST=10.0.0.1", "MOCK_OPENAI_METRICS_ADDR=nowhere.invalid:0")
}
