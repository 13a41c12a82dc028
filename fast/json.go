package fast

import (
	"strconv"

	"github.com/goccy/go-json"
)

// mustMarshal renders what always can be rendered: values of this package's own
// types. It is for what is rendered at start or not often.
func mustMarshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

func appendInt(dst []byte, n int) []byte { return strconv.AppendInt(dst, int64(n), 10) }

// appendEscaped appends s as the inside of a JSON string, without the quotes:
// quotation marks, backslashes and control characters escaped in the shortest
// way, bytes that are not UTF-8 replaced by U+FFFD.
func appendEscaped[T string | []byte](dst []byte, s T) []byte {
	const digits = "0123456789abcdef"
	for _, r := range string(s) {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '\n':
			dst = append(dst, '\\', 'n')
		case r == '\t':
			dst = append(dst, '\\', 't')
		case r == '\r':
			dst = append(dst, '\\', 'r')
		case r < ' ':
			dst = append(dst, '\\', 'u', '0', '0', digits[r>>4], digits[r&15])
		default:
			dst = append(dst, string(r)...)
		}
	}
	return dst
}
