package verify

import "bytes"

// idIn returns the id of that size that text begins with. own is that of the answer, if it
// has come, and ok whether the two agree.
func idIn(text []byte, size int, own []byte) (id []byte, ok bool) {
	if size > len(text) {
		return nil, false
	}
	return text[:size], isID(own, text[:size])
}

// paddingIn returns how long the padding is that text begins with, of which all but behind
// bytes is padding if no other hole follows.
func paddingIn(text []byte, behind int, last bool) int {
	size := len(text) - behind
	if last && size >= 0 && size <= len(paddings) && bytes.Equal(text[:size], paddings[:size]) {
		return size
	}
	return paddingLength(text)
}

// expectedNumber returns the number that must stand in a hole.
func (c *checker) expectedNumber(f filling) int64 {
	switch f {
	case sequenceNumber:
		return c.sequence
	case promptTokens:
		return c.expectedUsage().prompt
	case completionTokens:
		return c.expectedUsage().completion
	}
	return c.expectedUsage().total
}

// digits returns the length of the whole number that text begins with, or 0 if JSON has no
// such number.
func digits(text []byte) (n int) {
	if n = leadingDigits(text); n > 1 && text[0] == '0' {
		return 0
	}
	return n
}

func leadingDigits(text []byte) (n int) {
	for n < len(text) && text[n]-'0' <= 9 {
		n++
	}
	return n
}

// numberLength returns the length of the number without an exponent that text begins with,
// or 0 if there is none.
func numberLength(text []byte) (n int) {
	if n = digits(text); n < len(text) && (text[n] == ',' || text[n] == '}') { // as most are
		return n
	}
	if len(text) > 0 && text[0] == '-' {
		if n = digits(text[1:]); n > 0 {
			n++
		}
	}
	if n == 0 || n == len(text) || text[n] != '.' {
		return n
	}
	fraction := leadingDigits(text[n+1:])
	if fraction == 0 {
		return 0
	}
	return n + 1 + fraction
}

// isID reports whether came may be the id where own is that of the answer, if
// that has come.
func isID(own, came []byte) bool {
	if len(own) > 0 {
		return bytes.Equal(own, came)
	}
	for _, b := range came {
		if (b|0x20 < 'a' || b|0x20 > 'z') && (b < '0' || b > '9') && b != '-' && b != '_' {
			return false
		}
	}
	return true
}
