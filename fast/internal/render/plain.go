package render

import "encoding/binary"

// IsPlain reports whether a JSON string holds text as it is: whether text is printable
// ASCII, or DEL, without quotation marks and backslashes. 40 bytes take 9 ns, one by one
// 20 ns (BenchmarkIsPlain).
func IsPlain(text []byte) bool {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for ; len(text) >= 8; text = text[8:] {
		w := binary.LittleEndian.Uint64(text)
		quote, backslash := w^ones*'"', w^ones*'\\'
		// A subtraction borrows from the high bit of the lowest byte that is too small.
		if (w|(w-ones*' ')|(quote-ones)|(backslash-ones))&highs != 0 && !isPlain(text[:8]) {
			return false
		}
	}
	return isPlain(text)
}

func isPlain(text []byte) bool {
	for _, b := range text {
		if b < ' ' || b == '"' || b == '\\' || b >= 0x80 {
			return false
		}
	}
	return true
}
