package ollama

import (
	"bytes"

	"mock-openai/pool"
)

// U+2028 and U+2029 end a line for some clients, which would tear an event in two. The
// real server escapes them, as Go's encoding/json does.
const (
	separators    = "\xe2\x80" // the first two bytes of both in UTF-8
	lineSeparator = 0xa8       // the third byte of U+2028; that of U+2029 is the next
)

// hasSeparators reports whether a may have one of them.
func hasSeparators(a pool.Article) bool {
	return a.Tokens() > 0 && bytes.Contains(a.Text(), []byte(separators))
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
