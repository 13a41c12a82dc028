package pool

import (
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// dialect is how a JSON library escapes what it need not escape.
type dialect struct {
	asText func(r rune) bool // r stands for itself
	unit   string            // format of the other characters, in units of UTF-16
	slash  string
}

// The dialects that answers are heard in. Clients must read all of them, and in
// one answer may meet one character in several forms.
var (
	javascript = dialect{func(rune) bool { return true }, ``, `/`}
	golang     = dialect{func(r rune) bool {
		return r != '<' && r != '>' && r != '&' && r != '\u2028' && r != '\u2029'
	}, `\u%04x`, `/`}
	python = dialect{isASCII, `\u%04x`, `/`}
	php    = dialect{isASCII, `\u%04x`, `\/`}
	dotnet = dialect{func(r rune) bool {
		return isASCII(r) && r != '<' && r != '>' && r != '&' && r != '\'' && r != '`' && r != '+'
	}, `\u%04X`, `/`}
)

func isASCII(r rune) bool { return r < utf8.RuneSelf }

// append appends text, which is UTF-8, as the inside of a JSON string.
func (d *dialect) append(dst, text []byte) []byte {
	for _, r := range string(text) {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '\n':
			dst = append(dst, `\n`...)
		case r == '\t':
			dst = append(dst, `\t`...)
		case r == '/':
			dst = append(dst, d.slash...)
		case d.asText(r):
			dst = utf8.AppendRune(dst, r)
		case utf16.RuneLen(r) == 1:
			dst = fmt.Appendf(dst, d.unit, r)
		default:
			high, low := utf16.EncodeRune(r)
			dst = fmt.Appendf(fmt.Appendf(dst, d.unit, high), d.unit, low)
		}
	}
	return dst
}
