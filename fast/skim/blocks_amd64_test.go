//go:build linux && amd64 && !purego

package skim

import (
	"strings"
	"syscall"
	"testing"
)

// TestSkipBlocks compares the results with and without skipBlocks. Memory after the
// document must not be accessed.
func TestSkipBlocks(t *testing.T) {
	if !hasBlocks {
		t.Skip("no AVX2")
	}
	defer func() { hasBlocks = true }()
	page := syscall.Getpagesize()
	memory, err := syscall.Mmap(-1, 0, 3*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Munmap(memory)
	if err := syscall.Mprotect(memory[2*page:], syscall.PROT_NONE); err != nil {
		t.Fatal(err)
	}
	readString := func(src []byte, blocks bool) (Text, int, error) {
		hasBlocks = blocks
		c := New(src)
		text := c.String()
		return text, c.Offset(), c.Err()
	}
	f := func(doc string) {
		t.Helper()
		src := memory[2*page-len(doc) : 2*page]
		copy(src, doc)
		want, wantOffset, wantErr := readString(src, false)
		got, offset, err := readString(src, true)
		if got.Chars != want.Chars || string(got.Raw) != string(want.Raw) || got.Escaped != want.Escaped {
			t.Fatalf("%q: got %+v, want %+v", doc, got, want)
		}
		if offset != wantOffset || err != wantErr {
			t.Fatalf("%q: got %v at %d, want %v at %d", doc, err, offset, wantErr, wantOffset)
		}
	}
	for _, text := range texts {
		for shift := range 130 {
			doc := `"` + strings.Repeat("a", shift) + text
			f(doc)
			f(doc + `"`)
			f(doc + strings.Repeat("z", 150-shift) + `"`)
			f(doc + strings.Repeat("é", 150-shift) + `"`)
		}
	}
}
