package serve_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"mock-openai/cmd/internal/programtest"
)

// TestServe_Fixtures wants fixtures to be read at start and on SIGHUP. A damaged file gets a
// line on stderr, and changes nothing.
func TestServe_Fixtures(t *testing.T) {
	file := filepath.Join(t.TempDir(), "fixtures.yaml")
	models := filepath.Join(t.TempDir(), "models.yaml") // is read after the fixtures, so it shows when those were read
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(file, "fixtures:\n- match: {user: hi}\n  answer: one\n")
	write(models, "models: {x: {tokens: 1}}")
	p := programtest.Start(t, nil, "--fixtures", file, "--model-config", models)
	hi := `{"model":"x","messages":[{"role":"user","content":"hi"}]}`
	want := func(body, text string) {
		t.Helper()
		deadline := time.Now().Add(time.Minute)
		for !strings.Contains(programtest.Post(t, p.URL, body), text) {
			if time.Now().After(deadline) {
				t.Fatalf("no answer has %s", text)
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
	want(hi, `"content":"one"`)
	write(file, "fixtures:\n- match: {user: hi}\n  answer: {txt: two}\n")
	write(models, "models: {x: {tokens: 7}}")
	p.Process.Signal(syscall.SIGHUP)
	want(`{"model":"x"}`, `"completion_tokens":7`)
	want(hi, `"content":"one"`)
	write(file, "fixtures:\n- match: {user: hi}\n  answer: three\n")
	p.Process.Signal(syscall.SIGHUP)
	want(hi, `"content":"three"`)
	p.Process.Signal(syscall.SIGTERM)
	err := p.Wait()
	said := p.Stderr.String()
	if why := "--fixtures: " + file + ": line 3: answer: \"txt\" is not one of chunk-size, "; err != nil || strings.Count(said, "\n") != 1 || !strings.Contains(said, why) {
		t.Errorf("%v: stderr %q, want %q", err, said, why)
	}
}

// TestServe_FixturesDamaged wants a server with damaged fixtures to end with a line.
func TestServe_FixturesDamaged(t *testing.T) {
	file := filepath.Join(t.TempDir(), "fixtures.json")
	if err := os.WriteFile(file, []byte("{\"fixtures\": [\n{\"match\": {}}]}"), 0o600); err != nil {
		t.Fatal(err)
	}
	status, _, stderr := programtest.Run(t, nil, "--fixtures", file)
	if want := file + ": line 2: a fixture needs an answer"; status == 0 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, want) {
		t.Errorf("status %d, stderr %q, want %q", status, stderr, want)
	}
	if _, _, stderr = programtest.Run(t, nil, "--fixtures", t.TempDir()); !strings.Contains(stderr, "has no .yaml, .yml or .json file") {
		t.Errorf("an empty folder: %q", stderr)
	}
}
