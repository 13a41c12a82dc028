package verify

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"

	"mock-openai/fast/skim"
)

// matches reports whether want[at:] begins with the characters of got, and returns how many
// bytes these take in want. Both are the insides of JSON strings, and may be escaped in
// different ways. Both must be valid, and a character must begin at byte at.
func matches(want []byte, at int, got []byte) (n int, ok bool) {
	rest := want[at:]
	if bytes.HasPrefix(rest, got) && endsCharacter(rest, len(got)) {
		return len(got), true
	}
	for len(got) > 0 {
		if n == len(rest) {
			return n, false
		}
		if rest[n] == got[0] && got[0] != '\\' {
			n, got = n+1, got[1:]
			continue
		}
		if !utf8.RuneStart(rest[n]) || !utf8.RuneStart(got[0]) { // within a character
			return n, false
		}
		a, sizeA := decode(rest[n:])
		b, sizeB := decode(got)
		if a != b {
			return n, false
		}
		n, got = n+sizeA, got[sizeB:]
	}
	return n, true
}

// endsCharacter reports whether a character or an escape ends before text[n]. It reports
// false for surrogate pairs.
func endsCharacter(text []byte, n int) bool {
	const longest = len(`\u1234`)
	if n < len(text) && !utf8.RuneStart(text[n]) {
		return false
	}
	last := bytes.LastIndexByte(text[max(n-longest, 0):n], '\\')
	if last < 0 {
		return true
	}
	last += max(n-longest, 0)
	first := last
	for first > 0 && text[first-1] == '\\' {
		first--
	}
	if (last-first)%2 == 1 { // the second backslash of a pair
		return true
	}
	if n-last >= 2 && text[last+1] != 'u' {
		return true
	}
	return n-last == longest && !utf16.IsSurrogate(unit(text[last:n]))
}

// decode returns the first character of text, the inside of a JSON string, and its length
// there. text must not be empty.
func decode(text []byte) (rune, int) {
	if text[0] < utf8.RuneSelf && text[0] != '\\' {
		return rune(text[0]), 1
	}
	if text[0] != '\\' {
		return utf8.DecodeRune(text)
	}
	if len(text) < 2 {
		return '\\', 1
	}
	switch text[1] {
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		r := unit(text)
		if utf16.IsSurrogate(r) {
			return utf16.DecodeRune(r, unit(text[min(6, len(text)):])), min(12, len(text))
		}
		return r, min(6, len(text))
	}
	return rune(text[1]), 2
}

// prefix returns the length in bytes of the first chars characters of text, the inside of a
// JSON string, or that of all of text if it has fewer.
func prefix(text []byte, chars int) (n int) {
	for ; chars > 0 && n < len(text); chars-- {
		_, size := decode(text[n:])
		n += size
	}
	return n
}

// characters returns the number of characters in text, the inside of a JSON string.
func characters(text []byte) (n int) {
	for len(text) > 0 {
		_, size := decode(text)
		text = text[size:]
		n++
	}
	return n
}

// unit returns the number of the \uXXXX that text begins with, or -1.
func unit(text []byte) (r rune) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return -1
	}
	for _, b := range text[2:6] {
		switch {
		case b >= '0' && b <= '9':
			b -= '0'
		case b >= 'a' && b <= 'f':
			b -= 'a' - 10
		case b >= 'A' && b <= 'F':
			b -= 'A' - 10
		default:
			return -1
		}
		r = r<<4 | rune(b)
	}
	return r
}

// unescaped returns the text of raw, the inside of a JSON string.
func unescaped(raw []byte) string { return string(skim.AppendUnescaped(nil, raw)) }

// common returns the length of the common prefix of a and b.
func common(a, b []byte) (n int) {
	for n+8 <= len(a) && n+8 <= len(b) {
		if x := binary.LittleEndian.Uint64(a[n:]) ^ binary.LittleEndian.Uint64(b[n:]); x != 0 {
			return n + bits.TrailingZeros64(x)/8
		}
		n += 8
	}
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
