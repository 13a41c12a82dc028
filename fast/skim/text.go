package skim

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// Text is the value of a string.
type Text struct {
	Raw     []byte // between the quotes, as in the document
	Chars   int    // Unicode characters, unescaped
	Escaped bool   // Raw has escapes, which AppendUnescaped resolves
}

// retry is how many bytes after the end of skipBlocks it is called again. Escapes are
// often close together, and a call costs as much as 64 bytes.
const retry = 16

// String reads the next value, a string.
func (c *Cursor) String() Text {
	if c.peek() != '"' {
		c.mismatch()
		return Text{}
	}
	raw, others, escapes := c.text()
	return Text{raw, len(raw) - others, escapes > 0}
}

// text reads a string from its opening quote on. It returns its number of escapes,
// and in others the number of bytes that do not begin a character. After an error raw
// is nil.
func (c *Cursor) text() (raw []byte, others, escapes int) {
	raw, c.i, others, escapes = c.textAt(c.i)
	return raw, others, escapes
}

// textAt reads the string whose opening quote is src[at], up to src[end].
//
// Most strings are short and plain, so it reads them in words of eight bytes.
func (c *Cursor) textAt(at int) (raw []byte, end, others, escapes int) {
	src, start := c.src, at+1
	i := start
	if c.marks != nil {
		if i = c.marks.after(i); i < len(src) && src[i] == '"' {
			return src[start:i], i + 1, 0, 0
		}
		return c.textFrom(start, min(i, len(src)))
	}
	for ; i < start+blockSize && len(src)-i >= 8; i += 8 {
		stops := notPlain(binary.LittleEndian.Uint64(src[i : i+8]))
		if stops == 0 {
			continue
		}
		i += bits.TrailingZeros64(stops) / 8
		if src[i] == '"' {
			return src[start:i], i + 1, 0, 0
		}
		break
	}
	return c.textFrom(start, i)
}

// textFrom continues at src[i] in a string that is plain from src[start] on. It
// leaves long strings to skipBlocks and continues where that stops.
func (c *Cursor) textFrom(start, i int) (raw []byte, end, others, escapes int) {
	src := c.src
	blocksFrom := start + blockSize
	for {
		if i >= blocksFrom && len(src)-i >= blockSize {
			end, n, e := skipBlocks(src, i)
			i, others, escapes = end, others+n+e, escapes+e
			blocksFrom = i + retry
		}
		stops := notPlain(load(src, i))
		if stops == 0 {
			i += 8
			continue
		}
		i += bits.TrailingZeros64(stops) / 8
		if i == len(src) {
			break
		}
		if src[i] == '"' {
			return src[start:i], i + 1, others, escapes
		}
		if src[i] >= utf8.RuneSelf {
			end, n, ok := skipRunes(src, i, blocksFrom)
			i, others = end, others+n
			if !ok {
				break
			}
			continue
		}
		end, n := skipEscapes(src, i)
		if n == 0 {
			break
		}
		others += end - i - n
		escapes += n
		if end-i > 2*n { // skipBlocks does not handle \uXXXX
			blocksFrom = end + retry
		}
		i = end
	}
	c.fail(i, ErrSyntax)
	return nil, len(src), 0, 0
}

// load returns the next eight bytes of src, zeros after the end.
func load(src []byte, i int) uint64 {
	if len(src)-i >= 8 {
		return binary.LittleEndian.Uint64(src[i:])
	}
	return loadTail(src[i:])
}

func loadTail(src []byte) (w uint64) {
	for i, b := range src {
		w |= uint64(b) << (8 * i)
	}
	return w
}

// notPlain sets the high bit of the first byte of w that is a quotation mark, a
// backslash, a control character or not ASCII. Bits after that have no meaning. The
// exclusive or turns '"' into a space and leaves control characters below it, so one
// subtraction finds both.
func notPlain(w uint64) uint64 {
	const each = 0x0101010101010101
	return (w | ((w ^ 2*each) - 0x21*each) | ((w ^ '\\'*each) - each)) & (0x80 * each)
}

// skipRunes skips characters that are not ASCII, up to the first that is ASCII or the
// first after limit. It returns false at a byte that is not UTF-8.
func skipRunes(src []byte, i, limit int) (end, others int, ok bool) {
	for i < len(src) && src[i] >= utf8.RuneSelf {
		_, size := utf8.DecodeRune(src[i:])
		if size == 1 {
			return i, others, false
		}
		i += size
		others += size - 1
		if i >= limit {
			break
		}
	}
	return i, others, true
}
