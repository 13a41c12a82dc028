package skim

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// skipEscapes skips consecutive escapes from src[i] on and counts them. A surrogate
// pair counts as one.
func skipEscapes(src []byte, i int) (end, n int) {
	for {
		_, size := escape(src, i)
		if size == 0 {
			return i, n
		}
		i += size
		n++
	}
}

// escape decodes the escape at src[i] and returns its length, 0 if it is invalid. A
// lone surrogate is invalid: it is not a character.
func escape(src []byte, i int) (r rune, size int) {
	if len(src)-i < 2 || src[i] != '\\' {
		return 0, 0
	}
	if src[i+1] != 'u' {
		if b := unescaped[src[i+1]]; b != 0 {
			return rune(b), 2
		}
		return 0, 0
	}
	r = hex4(src, i)
	switch {
	case r < 0:
		return 0, 0
	case !utf16.IsSurrogate(r):
		return r, 6
	}
	if pair := utf16.DecodeRune(r, hex4(src, i+6)); pair != utf8.RuneError {
		return pair, 12
	}
	return 0, 0
}

// hex4 returns the number of the \uXXXX at src[i], or -1 if there is none.
func hex4(src []byte, i int) rune {
	if len(src)-i < 6 || src[i] != '\\' || src[i+1] != 'u' {
		return -1
	}
	return digit(src[i+2])<<12 | digit(src[i+3])<<8 | digit(src[i+4])<<4 | digit(src[i+5])
}

// digit returns the value of a hexadecimal digit, or -1.
func digit(b byte) rune { return rune(hexDigits[b]) - 1 }

// hexDigits has the values of hexadecimal digits plus one.
var hexDigits = [256]uint8{
	'0': 1, '1': 2, '2': 3, '3': 4, '4': 5, '5': 6, '6': 7, '7': 8, '8': 9, '9': 10,
	'a': 11, 'b': 12, 'c': 13, 'd': 14, 'e': 15, 'f': 16,
	'A': 11, 'B': 12, 'C': 13, 'D': 14, 'E': 15, 'F': 16,
}

// AppendUnescaped appends raw, the inside of a JSON string, unescaped. Text.Raw is
// always valid; in other input a byte that is not UTF-8 becomes U+FFFD, and a
// malformed escape stays unchanged.
func AppendUnescaped(dst, raw []byte) []byte {
	for {
		plain, _, found := bytes.Cut(raw, []byte{'\\'})
		dst = appendUTF8(dst, plain)
		if !found {
			return dst
		}
		raw = raw[len(plain):]
		r, size := escape(raw, 0)
		if size == 0 {
			r, size = '\\', 1
		}
		dst = utf8.AppendRune(dst, r)
		raw = raw[size:]
	}
}

// RawOffset returns the offset in raw, the inside of a JSON string in UTF-8, of byte
// n of the unescaped text. That byte must be the first of a character.
func RawOffset(raw []byte, n int) int {
	for at := 0; ; {
		plain := bytes.IndexByte(raw[at:], '\\')
		if plain < 0 || plain >= n {
			return at + n
		}
		at += plain
		r, size := escape(raw, at)
		if size == 0 {
			r, size = '\\', 1
		}
		at += size
		n -= plain + utf8.RuneLen(r)
	}
}

// unescaped maps the byte after a backslash to the character it stands for.
var unescaped = [256]byte{
	'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t',
}

func appendUTF8(dst, text []byte) []byte {
	if utf8.Valid(text) {
		return append(dst, text...)
	}
	for _, r := range string(text) {
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}
