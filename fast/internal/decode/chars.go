package decode

// Chars returns the number of characters in text, which is UTF-8. utf8.RuneCount copies a
// text that is not ASCII.
func Chars(text []byte) (n int) {
	for _, b := range text {
		if b&0xc0 != 0x80 { // not inside a character
			n++
		}
	}
	return n
}
