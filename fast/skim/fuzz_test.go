package skim

import (
	"strings"
	"testing"
)

func FuzzValid(f *testing.F) {
	for _, src := range documents {
		f.Add(src)
		f.Add(src[:len(src)/2])
	}
	for _, text := range texts {
		f.Add(`{"` + text + `":["` + text + `"]}`)
	}
	f.Fuzz(func(t *testing.T, src string) {
		want := isJSON(src)
		for _, value := range []func(c *Cursor){walk, func(c *Cursor) { c.Raw() }} {
			c, err := read(src, value)
			if err == ErrDepth {
				return
			}
			if (err == nil) != want || c.Offset() < 0 || c.Offset() > len(src) {
				t.Fatalf("%q: got %v at %d, want %v", src, err, c.Offset(), want)
			}
			again := marked([]byte(src))
			value(&again)
			if again.End() != err || again.Offset() != c.Offset() {
				t.Fatalf("%q: got %v at %d, with marks %v at %d", src, err, c.Offset(), again.Err(), again.Offset())
			}
		}
	})
}

func FuzzString(f *testing.F) {
	for i, text := range texts {
		f.Add(text, uint8(i), uint8(i%8))
	}
	f.Fuzz(func(t *testing.T, text string, shift, repeat uint8) {
		checkText(t, strings.Repeat("a", int(shift))+strings.Repeat(text, int(repeat)+1))
	})
}
