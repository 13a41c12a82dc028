package render

import (
	"bytes"
	"testing"
)

// TestIsPlain tries every byte at every place of a text.
func TestIsPlain(t *testing.T) {
	for size := range 20 {
		for at := range size {
			text := bytes.Repeat([]byte("a"), size)
			for b := range 256 {
				text[at] = byte(b)
				if got, want := IsPlain(text), isPlain(text); got != want {
					t.Fatalf("%q: %v, want %v", text, got, want)
				}
			}
		}
	}
	if !IsPlain(nil) || !IsPlain([]byte("us.anthropic.claude-opus-4-6-v1:0 !\x7f#[]")) {
		t.Error("a text of plain characters is not plain")
	}
}

func BenchmarkIsPlain(b *testing.B) {
	text := []byte("us.anthropic.claude-opus-4-6-20260101-v1:0")
	for name, is := range map[string]func([]byte) bool{"words": IsPlain, "bytes": isPlain} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				is(text)
			}
		})
	}
}
