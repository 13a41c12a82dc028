package cmd_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestRecordRequests rotates the file under a running server.
func TestRecordRequests(t *testing.T) {
	dir := t.TempDir()
	path, rotated := filepath.Join(dir, "requests.jsonl"), filepath.Join(dir, "old.jsonl")
	p := start(t, nil, "--record-requests", path)
	post(t, p.url, `{"user":"one"}`)
	for text := []byte(nil); !bytes.Contains(text, []byte(`one`)); time.Sleep(time.Millisecond) {
		text, _ = os.ReadFile(path)
	}
	if err := os.Rename(path, rotated); err != nil {
		t.Fatal(err)
	}
	p.Process.Signal(syscall.SIGHUP)
	for _, err := os.Stat(path); err != nil; _, err = os.Stat(path) {
		time.Sleep(time.Millisecond)
	}
	post(t, p.url, `{"user":"two"}`)
	p.Process.Signal(syscall.SIGTERM)
	if err := p.Wait(); err != nil {
		t.Fatalf("%v: %s", err, p.stderr)
	}
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), `"body":"{\"user\":\"two\"}"`) || strings.Count(string(text), "\n") != 1 {
		t.Errorf("%v: %s", err, text)
	}
}
