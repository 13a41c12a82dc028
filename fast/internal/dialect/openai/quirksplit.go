package openai

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// characters splits JSON-escaped text into its characters.
func characters(text []byte) (all [][]byte) {
	for len(text) > 0 {
		n := 1
		switch {
		case len(text) >= len(`\u0000`) && text[0] == '\\' && text[1] == 'u' && isHighSurrogate(text[2:]):
			n = len(`\ud83d\ude00`)
		case len(text) > 1 && text[0] == '\\' && text[1] == 'u':
			n = len(`\u0000`)
		case text[0] == '\\':
			n = len(`\n`)
		default:
			_, n = utf8.DecodeRune(text)
		}
		n = min(n, len(text))
		all = append(all, text[:n])
		text = text[n:]
	}
	return all
}

func isHighSurrogate(digits []byte) bool {
	return (digits[0] == 'd' || digits[0] == 'D') && bytes.IndexByte([]byte("89abAB"), digits[1]) >= 0
}

// withinEscapes splits arguments, which are JSON in a JSON string, within each escape of the
// inner JSON. If it has no escape, the first letter of its first string becomes one.
func withinEscapes(arguments []byte) (all [][]byte) {
	const backslash, opening = `\\`, `:\"`
	if at := bytes.Index(arguments, []byte(opening)); at >= 0 && !bytes.Contains(arguments, []byte(backslash)) {
		if at += len(opening); at < len(arguments) && isLetter(arguments[at]) {
			const digits = "0123456789abcdef"
			letter := arguments[at]
			escaped := append([]byte(backslash+"u00"), digits[letter>>4], digits[letter&15])
			arguments = slices.Concat(arguments[:at], escaped, arguments[at+1:])
		}
	}
	start, at, inside := 0, 0, false
	for _, c := range characters(arguments) {
		at += len(c)
		if inside = !inside && string(c) == backslash; inside {
			all = append(all, arguments[start:at])
			start = at
		}
	}
	return append(all, arguments[start:])
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }
