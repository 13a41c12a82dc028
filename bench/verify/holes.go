package verify

import "bytes"

// idIn returns the id of size bytes that text begins with. own is the id of the answer, or
// empty if none has come. ok reports whether the two agree.
func idIn(text []byte, size int, own []byte) (id []byte, ok bool) {
	if size > len(text) {
		return nil, false
	}
	return text[:size], isID(own, text[:size])
}

// paddingIn returns the length of the padding that text begins with. last means that no other
// hole follows: then all of text but behind bytes should be padding.
func paddingIn(text []byte, behind int, last bool) int {
	size := len(text) - behind
	if last && size >= 0 && size <= len(paddings) && bytes.Equal(text[:size], paddings[:size]) {
		return size
	}
	return paddingLength(text)
}

// expectedNumber returns the number expected in a hole.
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

// digits returns the length of the whole number that text begins with, or 0 if it is not
// valid in JSON.
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
	if n = digits(text); n < len(text) && (text[n] == ',' || text[n] == '}') { // as usual
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

// isID reports whether came may be the id of the answer. own is that id, or empty if none has
// come.
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
