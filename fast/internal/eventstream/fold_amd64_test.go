//go:build amd64 && !purego

package eventstream

import (
	"hash/crc32"
	"math/rand/v2"
	"testing"
)

// TestUpdate compares with hash/crc32, after any checksum.
func TestUpdate(t *testing.T) {
	defer func(f bool) { folds = f }(folds)
	r := rand.New(rand.NewPCG(1, 2))
	p := make([]byte, 600)
	for i := range p {
		p[i] = byte(r.Uint32())
	}
	has := folds
	for n := 0; n <= 512; n += block {
		for _, folds = range []bool{has, false} {
			crc := r.Uint32()
			if got, want := update(crc, p[n/8:][:n]), crc32.Update(crc, crc32.IEEETable, p[n/8:][:n]); got != want {
				t.Errorf("%d bytes after %x: %x, want %x", n, crc, got, want)
			}
		}
	}
}
