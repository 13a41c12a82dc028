package cmd_test

import (
	"os/exec"
	"strings"
	"testing"
)

// TestCompletion_Bash completes in a real bash.
func TestCompletion_Bash(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not installed")
	}
	f := func(want string, words ...string) {
		t.Helper()
		script := `source <("$1" completion bash); shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _mock_openai; echo "${COMPREPLY[*]}"`
		out, err := exec.Command(bash, append([]string{"-c", script, "bash", binary, "mock-openai"}, words...)...).CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != want {
			t.Errorf("%q: %q, %v, want %q", words, got, err, want)
		}
	}
	f("--ttft --ttft-stddev", "--ttf")
	f("health", "he")
	f("--timeout", "health", "--ti")
	f("--ttft --ttft-stddev", "serve", "--ttf")
	f("ascii rich", "--text", "")
	f("rich", "--strict", "--text", "ri")
	f("rich", "--text", "=", "ri")
	f("ascii rich", "--text", "=")
	f("bash", "completion", "b")
	f("", "bench", "--nothing")
}
