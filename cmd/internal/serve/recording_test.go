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

// TestRecordRequests rotates the file under a running server. Every request is in
// one of both.
func TestRecordRequests(t *testing.T) {
	dir := t.TempDir()
	path, rotated := filepath.Join(dir, "requests.jsonl"), filepath.Join(dir, "old.jsonl")
	p := programtest.Start(t, nil, "--record-requests", path)
	made := 0
	record := func() {
		programtest.Post(t, p.URL, fmt.Sprintf(`{"user":"<%d>"}`, made))
		made++
	}
	for record(); len(contents(path)) == 0; {
		time.Sleep(time.Millisecond)
	}
	if err := os.Rename(path, rotated); err != nil {
		t.Fatal(err)
	}
	p.Process.Signal(syscall.SIGHUP)
	for len(contents(path)) == 0 { // until the files are switched
		record()
	}
	p.Process.Signal(syscall.SIGTERM)
	if err := p.Wait(); err != nil || p.Stderr.Len() > 0 {
		t.Fatalf("%v: %s", err, p.Stderr)
	}
	text := string(contents(rotated)) + string(contents(path))
	for i := range made {
		if strings.Count(text, fmt.Sprintf("<%d>", i)) != 1 && strings.Count(text, fmt.Sprintf(`\u003c%d\u003e`, i)) != 1 {
			t.Errorf("request %d is not recorded once", i)
		}
	}
	if n := strings.Count(text, "\n"); n != made {
		t.Errorf("%d lines of %d requests", n, made)
	}
}

// contents is what is in a file so far.
func contents(path string) []byte {
	text, _ := os.ReadFile(path)
	return text
}

// TestRecordRequests_Full says at once that nothing can be written, once, and ends.
func TestRecordRequests_Full(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip(err)
	}
	c, url, stderr := startInto(t, "--record-requests", "/dev/full")
	programtest.Post(t, url, `{}`)
	var said bytes.Buffer
	for !strings.Contains(said.String(), "no space left") {
		var b [1]byte
		n, err := stderr.Read(b[:])
		if said.Write(b[:n]); err != nil {
			t.Fatalf("%v: %s", err, &said)
		}
	}
	programtest.Post(t, url, `{}`)
	c.Process.Signal(syscall.SIGTERM)
	said.ReadFrom(stderr)
	if err := c.Wait(); err != nil || strings.Count(said.String(), "no space left") != 1 || !strings.Contains(said.String(), "2 requests are missing") {
		t.Errorf("%v: %s", err, &said)
	}
}
