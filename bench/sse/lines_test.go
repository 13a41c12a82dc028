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

// TestLines_End takes a last line that no newline ends, if it is whole, as clients do.
func TestLines_End(t *testing.T) {
	f := func(stream, want string) {
		t.Helper()
		var l Lines
		for rest, ok := []byte(stream), true; ok; {
			_, rest, ok = l.Next(rest)
		}
		e, ok := l.End()
		if ok != (want != "") || string(e.Data) != want {
			t.Errorf("%q: %q, %v, want %q", stream, e.Data, ok, want)
		}
	}
	f("{\"a\":1}\n{\"b\":2}", `{"b":2}`)
	f("{\"b\":2}\r", `{"b":2}`)
	f("{\"a\":1}\n", "")
	f("{\"a\":1}\n{\"b\":", "")
	f("\n \n ", "")
	f("", "")
}
