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

// escapeSeparators escapes those in dst[at:]. It goes backwards, so that each byte is moved
// once: 100,000 separators in the name of a model would take seconds.
func escapeSeparators(dst []byte, at int) []byte {
	from := len(dst)
	for i := at; ; i += len(separators) {
		next := bytes.Index(dst[i:from], []byte(separators))
		if next < 0 {
			break
		}
		if i += next; dst[i+len(separators)]-lineSeparator <= 1 {
			dst = append(dst, "   "...) // an escape is three bytes longer
		}
	}
	for to := len(dst); from < to; {
		if third := dst[from-1] - lineSeparator; third <= 1 && bytes.HasSuffix(dst[at:from-1], []byte(separators)) {
			from, to = from-len(separators)-1, to-len(`\u2028`)
			copy(dst[to:], `\u2028`)
			dst[to+len(`\u202`)] += third
			continue
		}
		from, to = from-1, to-1
		dst[to] = dst[from]
	}
	return dst
}
