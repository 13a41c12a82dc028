package render

import (
	"strconv"
	"testing"
)

// BenchmarkAppendInt renders the numbers of an answer: index, usage and time.
func BenchmarkAppendInt(b *testing.B) {
	numbers := []int{0, 131, 256, 387, 1763891234}
	f := func(name string, render func(dst []byte, n int) []byte) {
		b.Run(name, func(b *testing.B) {
			var room [32]byte
			i := 0
			for b.Loop() {
				render(room[:0], numbers[i%len(numbers)])
				i++
			}
		})
	}
	f("own", AppendInt)
	f("strconv", func(dst []byte, n int) []byte { return strconv.AppendInt(dst, int64(n), 10) })
}
