package render

import "testing"

// BenchmarkID appends all forms of an id. The sub-benchmarks digits do the same digit by
// digit, without the tables of pairs.
func BenchmarkID(b *testing.B) {
	v := ID{0x0123456789abcdef, 0xfedcba9876543210}
	var room [64]byte
	run := func(name string, appendID func([]byte) []byte) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				appendID(room[:0])
			}
		})
	}
	run("answer", v.AppendAnswer)
	run("answer/digits", func(dst []byte) []byte { return appendDigits(dst, v, 5, 12, "0123456789abcdefghijkmnpqrstuvwx") })
	run("request", v.AppendRequest)
	run("uuid", v.AppendUUID)
	run("request/digits", func(dst []byte) []byte { return appendDigits(dst, v, 4, 16, lowerHex) })
}

// appendDigits appends n digits of so many bits each from both words of v.
func appendDigits(dst []byte, v ID, bits, n int, digits string) []byte {
	for _, word := range v {
		for range n {
			dst = append(dst, digits[word&(1<<bits-1)])
			word >>= bits
		}
	}
	return dst
}
