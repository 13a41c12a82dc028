package cmd_test

import (
	"syscall"
	"testing"
)

// TestServe_HangupWithoutFiles wants SIGHUP to leave a server alone that has
// nothing to read again.
func TestServe_HangupWithoutFiles(t *testing.T) {
	p := start(t, nil)
	for range 3 {
		p.Process.Signal(syscall.SIGHUP)
		post(t, p.url, `{}`)
	}
	p.Process.Signal(syscall.SIGTERM)
	if err := p.Wait(); err != nil || p.stderr.Len() > 0 {
		t.Errorf("%v: %s", err, p.stderr)
	}
}
