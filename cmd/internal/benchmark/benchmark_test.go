package benchmark_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"mock-openai/bench/report"
	"mock-openai/cmd/internal/programtest"
)

// benchReport runs bench --json, which must end with status.
func benchReport(t *testing.T, status int, args ...string) (r report.Report) {
	t.Helper()
	benchJSON(t, status, &r, args...)
	return r
}

// benchJSON runs bench --json, which must end with status, into v.
func benchJSON(t *testing.T, status int, v any, args ...string) {
	t.Helper()
	got, stdout, stderr := programtest.Run(t, nil, append([]string{"bench", "--json"}, args...)...)
	if got != status || (stderr == "") != (status == 0) {
		t.Fatalf("%v: status %d, stderr %q", args, got, stderr)
	}
	if err := json.Unmarshal([]byte(stdout), v); err != nil {
		t.Fatalf("%v: %v in %s", args, err, stdout)
	}
}

func TestBench_JSON(t *testing.T) {
	chat := programtest.Start(t, nil).URL + "/v1/chat/completions"
	m := benchReport(t, 0, "--url", chat, "-n", "50", "-c", "2", "--stream").Targets[0]
	if m.Requests != 50 || m.Errors != 0 || m.Events < 150 {
		t.Errorf("%+v", m)
	}
	if m.TTFT == nil || m.Gaps == nil || !(0 < m.TTFT.P50 && m.TTFT.P50 <= m.TTFT.P999 && m.TTFT.Max <= m.Latency.Max) || m.TokensPerAnswer == nil {
		t.Errorf("%+v", m)
	}
	if m := benchReport(t, 0, chat, "-n", "5").Targets[0]; m.Requests != 5 {
		t.Errorf("a URL without --url: %+v", m)
	}
	m = benchReport(t, 1, "--url", chat+"/nowhere", "-n", "5").Targets[0]
	if m.Requests != 0 || m.Errors != 5 || m.ErrorsByKind["404"] != 5 || m.Latency != nil {
		t.Errorf("%+v", m)
	}
}

func TestBench_Text(t *testing.T) {
	f := func(args []string, want ...string) {
		t.Helper()
		status, stdout, stderr := programtest.Run(t, nil, append([]string{"bench"}, args...)...)
		if status != 0 || stderr != "" {
			t.Errorf("%v: status %d, stderr %q", args, status, stderr)
		}
		for _, s := range want {
			if !strings.Contains(stdout, s) {
				t.Errorf("%v: no %q in\n%s", args, s, stdout)
			}
		}
	}
	chat := programtest.Start(t, nil).URL + "/v1/chat/completions"
	f([]string{"--url", chat, "-n", "10"}, chat, "10 answers in ", "no errors", "p99.9", "latency ")
	f([]string{"--url", chat, "-n", "10", "--warmup", "10ms", "--stream"}, " events, ", "TTFT ", "between events ")
	f([]string{"--url", chat, "--compare", chat, "-n", "10", "--blocks", "5"}, "5 blocks", "latency A ", "added ", "TOO-FEW", "not measurable: ")
}

// TestBench_HGRM wants a file for each URL.
func TestBench_HGRM(t *testing.T) {
	chat := programtest.Start(t, nil).URL + "/v1/chat/completions"
	dir := t.TempDir()
	benchReport(t, 0, "--url", chat, "--compare", chat, "--compare", chat, "--blocks", "2", "-n", "4", "--hgrm", filepath.Join(dir, "run.hgrm"))
	benchReport(t, 0, "--url", chat, "-n", "4", "--hgrm", filepath.Join(dir, "one"))
	for _, name := range []string{"run.hgrm", "run-2.hgrm", "run-3.hgrm", "one"} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); !bytes.Contains(got, []byte("Total count    =            4]")) {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
}

// TestBench_Interrupted prints what was measured until the signal.
func TestBench_Interrupted(t *testing.T) {
	var n atomic.Int64
	second := make(chan bool) // a request, so that the first has its answer
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		if n.Add(1) == 2 {
			close(second)
		}
	}))
	defer s.Close()
	var stdout bytes.Buffer
	c := exec.Command(programtest.Path(), "bench", "--url", s.URL, "-c", "1", "-d", "1h")
	c.Stdout = &stdout
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	<-second
	c.Process.Signal(os.Interrupt)
	if err := c.Wait(); err != nil || !strings.Contains(stdout.String(), " answer") {
		t.Errorf("%v, stdout %q", err, &stdout)
	}
}
