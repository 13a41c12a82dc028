package serve_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"mock-openai/cmd/internal/programtest"
)

// processing is what an answer says that the model took, in milliseconds.
func processing(t *testing.T, url, model string) string {
	t.Helper()
	res, err := http.Post(url+"/v1/chat/completions", "application/json",
		strings.NewReader(`{"stream":true,"max_tokens":1,"messages":[],"model":"`+model+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return res.Status
	}
	return res.Header.Get("Openai-Processing-Ms")
}

// TestProfile checks that flags win over variables, variables over the profile,
// and the profile over what is the default.
func TestProfile(t *testing.T) {
	p := programtest.Start(t, []string{"MOCK_OPENAI_TTFT=30ms"}, "--profile", "local", "--itl", "1ms", "--itl-stddev", "0", "--ttft-stddev", "0", "--prefill-per-token", "0")
	if took := processing(t, p.URL, "m"); took != "30" {
		t.Errorf("the variable: %s ms", took)
	}
	p = programtest.Start(t, []string{"MOCK_OPENAI_PROFILE=overloaded"}, "--ttft", "20ms", "--ttft-stddev", "0", "--error-rate", "0", "--fault", "none=0", "--jitter", "0")
	if took := processing(t, p.URL, "m"); took != "20" {
		t.Errorf("the flag: %s ms", took)
	}
}

// TestModelConfig changes the file under a running server.
func TestModelConfig(t *testing.T) {
	path := filepath.Join(t.TempDir(), "models.yaml")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("models:\n  slow:\n    ttft: 40ms\n")
	p := programtest.Start(t, nil, "--model-config", path)
	if slow, other := processing(t, p.URL, "slow"), processing(t, p.URL, "m"); slow != "40" || other != "0" {
		t.Errorf("slow takes %s ms, others %s", slow, other)
	}
	if res, err := http.Get(p.URL + "/v1/models/slow"); err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("the model is not listed: %v, %v", res, err)
	}
	write("models:\n  slow:\n    ttft: 50ms\n")
	p.Process.Signal(syscall.SIGHUP)
	for processing(t, p.URL, "slow") != "50" {
		time.Sleep(time.Millisecond)
	}
	write("models:\n  slow:\n    tftf: 1ms\n")
	p.Process.Signal(syscall.SIGHUP)
	write("models:\n  slow:\n    ttft: 60ms\n")
	time.Sleep(10 * time.Millisecond)
	p.Process.Signal(syscall.SIGHUP)
	for processing(t, p.URL, "slow") != "60" {
		time.Sleep(time.Millisecond)
	}
}

func TestModelConfig_Refused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "models.yaml")
	if err := os.WriteFile(path, []byte("models:\n  slow:\n    tftf: 1ms\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	status, _, stderr := programtest.Run(t, nil, "--port", "0", "--model-config", path)
	if want := "model slow: line 3: tftf: no setting has this name\n"; status != 1 || !strings.HasSuffix(stderr, want) {
		t.Errorf("status %d, stderr %q", status, stderr)
	}
}

func TestScenario(t *testing.T) {
	path := filepath.Join(t.TempDir(), "scenario.yaml")
	if err := os.WriteFile(path, []byte("phases:\n  - {name: outage, for: 1h, status: 503}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := programtest.Start(t, nil, "--scenario", path)
	if took := processing(t, p.URL, "m"); !strings.HasPrefix(took, "503") {
		t.Errorf("in an outage: %s", took)
	}
}

// TestEngine checks that the flags reach the engine: an answer of one token takes one
// iteration.
func TestEngine(t *testing.T) {
	p := programtest.Start(t, []string{"MOCK_OPENAI_ENGINE=batch", "MOCK_OPENAI_ENGINE_BASE=70ms"}, "--engine-preset", "small")
	res, err := http.Post(p.URL+"/v1/chat/completions", "application/json", strings.NewReader(`{"max_tokens":1,"messages":[]}`))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if took, _ := strconv.Atoi(res.Header.Get("Openai-Processing-Ms")); took < 70 {
		t.Errorf("it took %d ms", took)
	}
}
