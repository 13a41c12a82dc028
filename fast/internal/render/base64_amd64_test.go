//go:build linux && amd64 && !purego

package render

import (
	"bytes"
	"encoding/base64"
	"math/rand/v2"
	"syscall"
	"testing"
)

// TestEncodeBlocks encodes texts that end and begin at a page that must not be read, to
// where such a page begins and ends. Without blocks the result is the same.
func TestEncodeBlocks(t *testing.T) {
	if !hasBlocks {
		t.Skip("no AVX2")
	}
	defer func() { hasBlocks = true }()
	src, dst, r := guarded(t), guarded(t), rand.New(rand.NewPCG(3, 4))
	for i := range src {
		src[i] = byte(r.Uint32())
	}
	for n := range 400 {
		size := base64.StdEncoding.EncodedLen(n)
		for _, text := range [][]byte{src[:n], src[len(src)-n:]} {
			want := base64.StdEncoding.AppendEncode(nil, text)
			for _, room := range [][]byte{dst[:0:size], dst[len(dst)-size:][:0]} {
				for _, hasBlocks = range []bool{true, false} {
					if got := AppendBase64(room, text); !bytes.Equal(got, want) {
						t.Fatalf("of %d bytes, blocks %v: %s, want %s", n, hasBlocks, got, want)
					}
				}
			}
		}
	}
}

// guarded returns a page between two that must not be accessed.
func guarded(t *testing.T) []byte {
	page := syscall.Getpagesize()
	memory, err := syscall.Mmap(-1, 0, 3*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Munmap(memory) })
	for _, at := range []int{0, 2 * page} {
		if err := syscall.Mprotect(memory[at:at+page], syscall.PROT_NONE); err != nil {
			t.Fatal(err)
		}
	}
	return memory[page : 2*page : 2*page]
}

// BenchmarkAppendBase64_WithoutBlocks is what other processors do.
func BenchmarkAppendBase64_WithoutBlocks(b *testing.B) {
	defer func(has bool) { hasBlocks = has }(hasBlocks)
	hasBlocks = false
	src, dst := make([]byte, 200), make([]byte, 0, 512)
	for b.Loop() {
		dst = AppendBase64(dst[:0], src)
	}
}
