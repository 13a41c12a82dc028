package benchmark_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mock-openai/cmd/internal/programtest"
)

// TestBench_Report makes a page, CSV, and a view side by side of what --json wrote.
func TestBench_Report(t *testing.T) {
	chat := programtest.Start(t, nil).URL + "/v1/chat/completions"
	dir := t.TempDir()
	page := filepath.Join(dir, "page.html")
	var files []string
	for _, name := range []string{"A.json", "B.json"} {
		status, stdout, stderr := programtest.Run(t, nil, "bench", "--url", chat, "-n", "20", "-c", "2", "--stream", "--json", "--html", page)
		if status != 0 || stderr != "" {
			t.Fatalf("status %d, stderr %q", status, stderr)
		}
		files = append(files, filepath.Join(dir, name))
		if err := os.WriteFile(files[len(files)-1], []byte(stdout), 0o600); err != nil {
			t.Fatal(err)
		}
		html, err := os.ReadFile(page)
		if err != nil || !strings.Contains(string(html), "20 answers") || !strings.Contains(string(html), "<svg") {
			t.Errorf("%v in page %s", err, html)
		}
		os.Remove(page)
	}
	f := func(args []string, want ...string) string {
		t.Helper()
		status, stdout, stderr := programtest.Run(t, nil, append([]string{"bench", "report"}, args...)...)
		if status != 0 || stderr != "" {
			t.Fatalf("%v: status %d, stderr %q", args, status, stderr)
		}
		for _, s := range want {
			if !strings.Contains(stdout, s) {
				t.Errorf("%v: no %q in\n%s", args, s, stdout)
			}
		}
		return stdout
	}
	f(files, "A  A.json: "+chat, "B  B.json: "+chat, "TTFT p50, ms", "differ by chance")
	f(files[:1], "20 answers in ")
	f(append([]string{"--html", page}, files...), "A  A.json: ")
	if html, err := os.ReadFile(page); err != nil || !strings.Contains(string(html), "Side by side") {
		t.Errorf("%v in page %s", err, html)
	}
	lines, err := csv.NewReader(strings.NewReader(f(append(files, "--csv")))).ReadAll()
	if err != nil || len(lines) != 3 || lines[1][0] != files[0] {
		t.Errorf("%v in %q", err, lines)
	}
}

func TestBench_Report_Failure(t *testing.T) {
	f := func(want string, args ...string) {
		t.Helper()
		status, stdout, stderr := programtest.Run(t, nil, append([]string{"bench"}, args...)...)
		if status == 0 || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, want) {
			t.Errorf("%v: status %d, stdout %q, stderr %q, want %q", args, status, stdout, stderr, want)
		}
	}
	f("report and names of files", "report")
	f("report and names of files", "http://127.0.0.1:3000", "A.json")
	f("no such file", "report", filepath.Join(t.TempDir(), "A.json"))
	f("conflict: use one of them", "report", "A.json", "--csv", "--json")
	run, sweep := filepath.Join(t.TempDir(), "run.json"), filepath.Join(t.TempDir(), "sweep.json")
	os.WriteFile(run, []byte(`{"targets":[{"url":"x"}]}`), 0o600)
	os.WriteFile(sweep, []byte(`{"frontier":[{"url":"x","steps":[{"rate":1}]}]}`), 0o600)
	f("is a sweep: write it apart", "report", run, sweep, "--csv")
	f("--fail-if makes no sense with bench report", "report", "A.json", "--fail-if", "p99>1ms")
	f("--connections makes no sense with bench report", "report", "A.json", "-c", "4")
}
