package sse

import (
	"slices"
	"testing"
)

// TestLines cuts lines out of a stream at every place.
func TestLines(t *testing.T) {
	stream, want := "{\"a\":1}\n\n{\"b\":2}\r\n\r\n{\"c\":3}\n{\"cut", []string{`{"a":1}`, `{"b":2}`, `{"c":3}`}
	var f Framings
	for cut := range stream {
		l := f.For([]byte("application/x-ndjson; charset=utf-8"))
		var got []string
		for _, p := range []string{stream[:cut], stream[cut:]} {
			for rest := []byte(p); ; {
				e, r, ok := l.Next(rest)
				if !ok {
					break
				}
				got, rest = append(got, string(e.Data)), r
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("cut at %d: %q", cut, got)
		}
	}
	if f.For([]byte("application/json")) != nil {
		t.Error("application/json is no stream")
	}
}
