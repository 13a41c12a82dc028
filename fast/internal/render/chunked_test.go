package render

import (
	"bytes"
	"fmt"
	"testing"
)

// TestEndChunk ends chunks of every size that an event has, after what must stay.
func TestEndChunk(t *testing.T) {
	for size := 1; size < 0x1100; size++ {
		event := bytes.Repeat([]byte("e"), size)
		got := EndChunk(append([]byte("before"+ChunkSize), event...), len("before"))
		if want := fmt.Sprintf("before%x\r\n%s\r\n", size, event); string(got) != want {
			t.Fatalf("of %d bytes: %.20q, want %.20q", size, got, want)
		}
	}
}

// BenchmarkEndChunk ends chunks whose size has two digits, three and four.
func BenchmarkEndChunk(b *testing.B) {
	for _, size := range []int{0x80, 0x800, 0x1000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			dst := append(make([]byte, 0, 2*size), ChunkSize...)
			dst = append(dst, make([]byte, size)...)
			for b.Loop() {
				EndChunk(dst[:len(ChunkSize)+size], 0)
			}
		})
	}
}
