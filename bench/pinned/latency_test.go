//go:build linux

package main

import (
	"regexp"
	"testing"
)

// TestRing checks that a walk visits every line before it returns to the first.
func TestRing(t *testing.T) {
	lines := ring(1000)
	steps, at := 1, lines[0].next
	for ; at != 0; at = lines[at].next {
		steps++
	}
	if steps != len(lines) {
		t.Errorf("back after %d of %d lines", steps, len(lines))
	}
}

func TestMemoryLatency(t *testing.T) {
	if s := memoryLatency(); !regexp.MustCompile(`^a load takes [\d.e+]+ ns in 128 kB and [\d.e+]+ ns in 32 MB$`).MatchString(s) {
		t.Error(s)
	}
}
