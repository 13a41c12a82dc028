//go:build unix

package serve_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"mock-openai/cmd/internal/programtest"
)

// TestRecordRequests_FIFO has nobody read the file: requests are answered, SIGHUP
// switches to another file, and with a FIFO again the process ends.
func TestRecordRequests_FIFO(t *testing.T) {
	path := filepath.Join(t.TempDir(), "requests.jsonl")
	fifo := func() {
		t.Helper()
		os.Remove(path)
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	fifo()
	p := programtest.Start(t, nil, "--record-requests", path)
	long := fmt.Sprintf(`{"user":%q}`, strings.Repeat("a", 60_000))
	fill := func() {
		for range 20 { // a pipe takes 64 KiB
			programtest.Post(t, p.URL, long)
		}
	}
	fill()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	p.Process.Signal(syscall.SIGHUP)
	for bytes.Count(contents(path), []byte("\n")) < 10 {
		time.Sleep(time.Millisecond)
	}
	fifo()
	p.Process.Signal(syscall.SIGHUP)
	fill()
	p.Process.Signal(syscall.SIGTERM)
	if err := p.Wait(); err != nil {
		t.Errorf("%v: %s", err, p.Stderr)
	}
}
