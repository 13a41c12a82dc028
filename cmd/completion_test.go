package cmd_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mock-openai/cmd/internal/programtest"
)

// TestCompletion_Bash completes in a real bash.
func TestCompletion_Bash(t *testing.T) {
	t.Parallel()
	bash := programtest.Shell(t, "bash")
	f := func(want string, words ...string) {
		t.Helper()
		script := `source <("$1" completion bash); shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _mock_openai; echo "${COMPREPLY[*]}"`
		out, err := exec.Command(bash, append([]string{"-c", script, "bash", programtest.Path(), "mock-openai"}, words...)...).CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != want {
			t.Errorf("%q: %q, %v, want %q", words, got, err, want)
		}
	}
	f("--ttft --ttft-stddev", "--ttf")
	f("health", "hea")
	f("--timeout", "health", "--ti")
	f("--ttft --ttft-stddev", "serve", "--ttf")
	f("ascii rich", "--text", "")
	f("rich", "--strict", "--text", "ri")
	f("rich", "--text", "=", "ri")
	f("ascii rich", "--text", "=")
	f("bash", "completion", "b")
	f("powershell", "completion", "p")
	f("", "bench", "--nothing")
	f("small large reasoning accelerator local overloaded", "--profile", "")
	f("outage", "--scenario", "o")
	f("reset reset-midstream", "--fault", "res")
	f("stall", "--strict", "--fail-first-with", "=", "st")
	f("timing tls tokens", "help", "t")
}

// TestCompletion_Fish completes in a real fish.
func TestCompletion_Fish(t *testing.T) {
	t.Parallel()
	fish := programtest.Shell(t, "fish")
	f := func(want, line string) {
		t.Helper()
		c := exec.Command(fish, "--no-config", "-c", `$argv[1] completion fish | source; complete -C $argv[2]`, programtest.Path(), "mock-openai "+line)
		c.Env = append(c.Environ(), "HOME="+t.TempDir())
		out, err := c.CombinedOutput()
		var got []string
		for line := range strings.Lines(string(out)) {
			word, _, _ := strings.Cut(strings.TrimSpace(line), "\t")
			got = append(got, word)
		}
		if strings.Join(got, " ") != want || err != nil {
			t.Errorf("%q: %q, %v, want %q", line, got, err, want)
		}
	}
	f("large local", "--profile l")
	f("reset reset-midstream", "--fault res")
	f("outage", "--scenario ou")
	f("--timeout", "health --ti")
	f("timing tls tokens", "help t")
}

// TestCompletion_Zsh loads the script in a real zsh and completes with its function.
func TestCompletion_Zsh(t *testing.T) {
	t.Parallel()
	zsh := programtest.Shell(t, "zsh")
	script := `compopt() { :; }; source <("$1" completion zsh 2>&1) && COMP_WORDS=(mock-openai --profile l) && COMP_CWORD=2 && ` +
		`[[ -n ${_comps[mock-openai]} ]] && whence -w _mock_openai`
	c := exec.Command(zsh, "-f", "-c", script, "zsh", programtest.Path())
	c.Env = append(c.Environ(), "HOME="+t.TempDir())
	if out, err := c.CombinedOutput(); err != nil || !strings.Contains(string(out), "_mock_openai: function") {
		t.Errorf("%s, %v", out, err)
	}
}

// TestCompletion_ZshFolder has compinit find the script in a folder of $fpath, and completes
// at a prompt, twice.
func TestCompletion_ZshFolder(t *testing.T) {
	t.Parallel()
	zsh := programtest.Shell(t, "zsh")
	folder := t.TempDir()
	script, err := exec.Command(programtest.Path(), "completion", "zsh").Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "_mock-openai"), script, 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, zsh, "-f", "-c", `zmodload zsh/zpty && zpty shell "$1" -f -i
zpty -w shell 'PS1= PROMPT_EOL_MARK=; fpath=('"$2"' $fpath); autoload -U compinit && compinit -u -D; echo com${_comps[mock-openai]}'
zpty -r shell out '*com_mock-openai*'
for n in 1 2; do
	zpty -w -n shell 'mock-openai --profile lar'$'\t'
	zpty -r shell out '*large*'
	zpty -w -n shell $'\C-u'
done
print $out`, "zsh", zsh, folder)
	c.Env = append(c.Environ(), "HOME="+t.TempDir(), "TERM=dumb")
	if out, err := c.CombinedOutput(); err != nil || !strings.Contains(string(out), "large") {
		t.Errorf("%q, %v", out, err)
	}
}

// TestCompletion_PowerShell completes in a real PowerShell.
func TestCompletion_PowerShell(t *testing.T) {
	t.Parallel()
	pwsh := programtest.Shell(t, "pwsh")
	f := func(want, line string) {
		t.Helper()
		script := `& $args[0] completion powershell | Out-String | Invoke-Expression; ` +
			`([System.Management.Automation.CommandCompletion]::CompleteInput($args[1], $args[1].Length, $null)).CompletionMatches.CompletionText -join ' '`
		out, err := exec.Command(pwsh, "-NoProfile", "-Command", "& {"+script+"} '"+programtest.Path()+"' 'mock-openai "+line+"'").CombinedOutput()
		if got := strings.TrimSpace(string(out)); got != want || err != nil {
			t.Errorf("%q: %q, %v, want %q", line, got, err, want)
		}
	}
	f("large local", "--profile l")
	f("reset reset-midstream", "--fault res")
	f("--timeout", "health --ti")
	f("timing tls tokens", "help t")
}
