package pool

import (
	"encoding/binary"
	"math/bits"
)

// Hash returns a 64-bit hash of b that is the same in every process and on every
// machine, so that replicas agree. It folds 16 bytes with one multiplication, after
// wyhash (github.com/wangyi-fudan/wyhash). It is not cryptographic.
func Hash(seed uint64, b []byte) uint64 {
	const k0, k1 = 0xa0761d6478bd642f, 0xe7037ed1a0b428db
	h := seed ^ k0 ^ uint64(len(b))
	for len(b) >= 16 {
		h = fold(binary.LittleEndian.Uint64(b)^k1, binary.LittleEndian.Uint64(b[8:])^h)
		b = b[16:]
	}
	var tail [16]byte
	copy(tail[:], b)
	h = fold(binary.LittleEndian.Uint64(tail[:])^k1, binary.LittleEndian.Uint64(tail[8:])^h)
	return fold(h^k0, k1)
}

func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}
