package ollama

import (
	"bytes"

	"mock-openai/pool"
)

// U+2028 and U+2029 end a line for some clients, which would tear an event in two. The
// real server escapes them, as Go's encoding/json does.
const (
	separators    = "\xe2\x80" // the first two bytes of both in UTF-8
	lineSeparator = 0xa8       // the third byte of U+2028; the third of U+2029 is one more
)

// hasSeparators reports whether text may have one of them.
func hasSeparators(text []byte) bool { return bytes.Contains(text, []byte(separators)) }

// textOf returns the text of a, which may be the zero Article.
func textOf(a pool.Article) []byte {
	if a.Tokens() <= 0 {
		return nil
	}
	return a.Text()
}

// escapeSeparators escapes those in dst[at:].
func escapeSeparators(dst []byte, at int) []byte {
	for {
		i := bytes.Index(dst[at:], []byte(separators))
		if i < 0 {
			return dst
		}
		at += i
		if third := dst[at+len(separators)] - lineSeparator; third <= 1 {
			escape := [...]byte{'\\', 'u', '2', '0', '2', '8' + third}
			end := at + len(separators) + 1
			dst = append(dst, "   "...) // an escape is three bytes longer
			copy(dst[at+len(escape):], dst[end:])
			copy(dst[at:], escape[:])
		}
		at += len(separators)
	}
}
