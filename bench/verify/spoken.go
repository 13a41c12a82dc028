package verify

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf8"

	"mock-openai/bench/sse"
)

// isSpoken accepts an event that has only the next piece of the text, if it has the frame of
// the previous event or fits the pattern of such events.
func (c *checker) isSpoken(e *sse.Event) bool {
	if c.hasFrame(e) {
		c.advance(len(e.Data) - len(c.frame.head) - len(c.frame.tail))
		c.sequence++
		return true
	}
	if len(c.plain.holes) == 0 || c.broken || c.at != c.beforeText && c.at != atText || !c.plain.fits(c, e.Type, e.Data) {
		return false
	}
	if !c.settled {
		c.plain.settle(c)
	}
	c.remember(e)
	c.at = atText
	c.seen |= setOf(atText)
	c.sequence++
	return true
}

// hasFrame reports whether an event has the next piece of the text in the frame of the
// previous event. That is half the work of checking each hole.
func (c *checker) hasFrame(e *sse.Event) bool {
	f := &c.frame
	from, to := len(f.head), len(e.Data)-len(f.tail)
	rest, size := c.want.text[c.position:], to-from
	return from > 0 && size > 0 && size <= len(rest) && c.at == atText && !c.broken &&
		bytes.Equal(e.Data[from:to], rest[:size]) && f.isAround(e.Data, to, c.sequence) &&
		bytes.Equal(e.Type, c.plain.kind) && c.endsPiece(rest, size)
}

const (
	// mostMisses is how many events of a stream may differ from the frame of the previous
	// one.
	mostMisses = 16
	// unexplained is how many misses an event counts as, if numbers alone do not explain the
	// difference.
	unexplained = 8
)

// remember keeps the frame of an event that fits plain, for hasFrame. It gives up on streams
// whose events differ in more than the text and numbers.
func (c *checker) remember(e *sse.Event) {
	if c.want.anyText || c.misses >= mostMisses {
		c.frame.reset()
		return
	}
	text := int(c.ends[len(c.ends)-1])
	if len(c.ends) > 1 {
		text -= int(c.ends[len(c.ends)-2])
	}
	to := len(e.Data) - c.after
	if c.frame.take(e.Data, to-text, to) {
		c.misses++
	} else {
		c.misses += unexplained // also for the first event
	}
}

// advance records that the next size bytes of the text have come.
func (c *checker) advance(size int) {
	c.position += size
	c.ends = append(c.ends, int32(c.position))
	if c.position > c.escape {
		c.escape = nextEscape(c.want.text, c.position)
	}
}

// pieceLength returns the length of the next piece of the text that data begins with, up to
// the quote after it; 0 if it begins with something else.
func (c *checker) pieceLength(data []byte) int {
	rest := c.want.text[c.position:]
	size := common(rest, data)
	if size == 0 || size == len(data) || data[size] != '"' || !c.endsPiece(rest, size) {
		return 0
	}
	return size
}

// endsPiece reports whether a piece of text may end before byte size of rest, the text that
// has not come yet.
func (c *checker) endsPiece(rest []byte, size int) bool {
	return (c.position+size <= c.escape || endsCharacter(rest, size)) && (size == len(rest) || utf8.RuneStart(rest[size]))
}

// nextEscape returns the offset of the first escape in text from byte at on, or len(text).
func nextEscape(text []byte, at int) int {
	if i := bytes.IndexByte(text[at:], '\\'); i >= 0 {
		return at + i
	}
	return len(text)
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
