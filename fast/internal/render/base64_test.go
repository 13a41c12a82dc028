package render

import (
	"bytes"
	"encoding/base64"
	"math/rand/v2"
	"testing"
)

// TestAppendBase64 compares with the standard library, for every rest of a length.
func TestAppendBase64(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	src := make([]byte, 4096)
	for i := range src {
		src[i] = byte(r.Uint32())
	}
	for n := range len(src) {
		got := AppendBase64([]byte("before"), src[:n])
		if want := base64.StdEncoding.AppendEncode([]byte("before"), src[:n]); !bytes.Equal(got, want) {
			t.Fatalf("of %d bytes: %s, want %s", n, got, want)
		}
	}
}

func BenchmarkAppendBase64(b *testing.B) {
	src, dst := make([]byte, 200), make([]byte, 0, 512)
	for name, encode := range map[string]func(dst, src []byte) []byte{"own": AppendBase64, "standard": base64.StdEncoding.AppendEncode} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				dst = encode(dst[:0], src)
			}
		})
	}
}
