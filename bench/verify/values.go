package verify

import (
	"bytes"
	"unicode/utf8"
)

// paddingIn returns the length of the padding that text begins with. last means that no other
// hole follows: then all of text but behind bytes should be padding.
func paddingIn(text []byte, behind int, last bool) int {
	size := len(text) - behind
	if last && size >= 0 && size <= len(paddings) && bytes.Equal(text[:size], paddings[:size]) {
		return size
	}
	return paddingLength(text)
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

// plainLength returns the length of the string that text begins with, up to its closing
// quote. It is 0 if there is none, or if the string has escapes.
func plainLength(text []byte) int {
	n := bytes.IndexByte(text, '"')
	if n <= 0 {
		return 0
	}
	text = text[:n]
	for _, b := range text {
		if b < ' ' || b == '\\' {
			return 0
		}
	}
	if !utf8.Valid(text) {
		return 0
	}
	return n
}

// paddings has every padding of Bedrock as a prefix.
var paddings = []byte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")

// paddingLength returns how many bytes at the beginning of text may be padding.
func paddingLength(text []byte) int {
	n := common(paddings, text)
	for n < len(text) && (text[n]|0x20 >= 'a' && text[n]|0x20 <= 'z' || text[n] >= '0' && text[n] <= '9') {
		n++
	}
	return n
}

// freeLength returns how many bytes at the beginning of text may belong to a number or a
// time.
func freeLength(text []byte) (n int) {
	for n < len(text) && (text[n] >= '0' && text[n] <= ':' || text[n] == '.' || text[n] == '-' || text[n] == '+' || text[n] == 'T' || text[n] == 'Z') {
		n++
	}
	return n
}

// number returns a whole number of at most 18 digits, so that the sum of a few does not
// overflow, and -1 for all else.
func number(raw []byte) (n int64) {
	if len(raw) == 0 || len(raw) > 18 {
		return -1
	}
	for _, b := range raw {
		if b < '0' || b > '9' {
			return -1
		}
		n = n*10 + int64(b-'0')
	}
	return n
}
