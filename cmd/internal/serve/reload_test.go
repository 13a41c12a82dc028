package serve_test

import (
	"syscall"
	"testing"

	"mock-openai/cmd/internal/programtest"
)

// TestServe_HangupWithoutFiles wants SIGHUP to leave a server alone that has
// nothing to read again.
func TestServe_HangupWithoutFiles(t *testing.T) {
	p := programtest.Start(t, nil)
	for range 3 {
		p.Process.Signal(syscall.SIGHUP)
		programtest.Post(t, p.URL, `{}`)
	}
	p.Process.Signal(syscall.SIGTERM)
	if err := p.Wait(); err != nil || p.Stderr.Len() > 0 {
		t.Errorf("%v: %s", err, p.Stderr)
	}
}
