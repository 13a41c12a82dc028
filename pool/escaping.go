package pool

import (
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// escaping is how a JSON library escapes characters that need no escape.
type escaping struct {
	literal func(r rune) bool // r is not escaped
	format  string            // of an escape, for each UTF-16 unit
	slash   string
}

// The escapings of answers, named after languages and libraries. Clients must read all of
// them, and one answer may contain the same character in several forms.
var (
	jsEscaping = escaping{func(rune) bool { return true }, ``, `/`}
	goEscaping = escaping{func(r rune) bool {
		return r != '<' && r != '>' && r != '&' && r != '\u2028' && r != '\u2029'
	}, `\u%04x`, `/`}
	pythonEscaping = escaping{isASCII, `\u%04x`, `/`}
	phpEscaping    = escaping{isASCII, `\u%04x`, `\/`}
	dotnetEscaping = escaping{func(r rune) bool {
		return isASCII(r) && r != '<' && r != '>' && r != '&' && r != '\'' && r != '`' && r != '+'
	}, `\u%04X`, `/`}
)

func isASCII(r rune) bool { return r < utf8.RuneSelf }

// append appends text, which is UTF-8, as the inside of a JSON string.
func (e *escaping) append(dst, text []byte) []byte {
	for _, r := range string(text) {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '\n':
			dst = append(dst, `\n`...)
		case r == '\t':
			dst = append(dst, `\t`...)
		case r == '/':
			dst = append(dst, e.slash...)
		case e.literal(r):
			dst = utf8.AppendRune(dst, r)
		case utf16.RuneLen(r) == 1:
			dst = fmt.Appendf(dst, e.format, r)
		default:
			high, low := utf16.EncodeRune(r)
			dst = fmt.Appendf(fmt.Appendf(dst, e.format, high), e.format, low)
		}
	}
	return dst
}
