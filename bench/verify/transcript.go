package verify

import (
	"bytes"
	"unicode/utf8"
)

// transcript is the text that has come, beside the expected text.
type transcript struct {
	want     []byte
	position int     // length of the text that has come as expected
	ends     []int32 // position after each piece that came
	escape   int     // offset of the next escape in want, from position on

	// What else came.
	broken   bool      // the text differs from position on
	segments []segment // first pieces that came from position on
	held     int       // their length in bytes
	holes    []int     // number of pieces before each event that could not be read
}

// segment is a piece of text that came.
type segment struct {
	text    string
	foreign bool // the event has the id of another answer
}

// begin prepares t for a text.
func (t *transcript) begin(want []byte) {
	*t = transcript{want: want, ends: t.ends[:0], escape: nextEscape(want, 0)}
}

// isComplete reports whether the text has come, whole and in order.
func (t *transcript) isComplete() bool { return !t.broken && t.position == len(t.want) }

// rest returns the text that has not come yet.
func (t *transcript) rest() []byte { return t.want[t.position:] }

// take records a piece if it is the next, as far as the text has not differed before.
func (t *transcript) take(piece []byte) bool {
	if t.broken {
		return false
	}
	n, ok := matches(t.want, t.position, piece)
	if ok && n > 0 {
		t.position += n
		t.ends = append(t.ends, int32(t.position))
	}
	return ok
}

// hold keeps a piece that is not the next.
func (t *transcript) hold(piece []byte, foreign bool) {
	t.broken = true
	if t.held <= 2*len(t.want)+moreText && len(t.segments) < len(t.want)+morePieces {
		t.held += len(piece)
		t.segments = append(t.segments, segment{unescaped(piece), foreign})
	}
}

// leaveHole records an event that could not be read, and may have had a piece.
func (t *transcript) leaveHole() {
	if len(t.holes) < mostHoles {
		t.holes = append(t.holes, len(t.ends)+len(t.segments))
	}
}

// pieces returns all pieces that came.
func (t *transcript) pieces() (all []segment) {
	from := int32(0)
	for _, end := range t.ends {
		all = append(all, segment{unescaped(t.want[from:end]), false})
		from = end
	}
	return append(all, t.segments...)
}

// advance records that the next size bytes of the text have come.
func (t *transcript) advance(size int) {
	t.position += size
	t.ends = append(t.ends, int32(t.position))
	if t.position > t.escape {
		t.escape = nextEscape(t.want, t.position)
	}
}

// latest returns the length of the latest piece.
func (t *transcript) latest() int {
	last := len(t.ends) - 1
	if last == 0 {
		return int(t.ends[0])
	}
	return int(t.ends[last] - t.ends[last-1])
}

// pieceLength returns the length of the next piece of the text that data begins with, up to
// the quote after it; 0 if it begins with something else.
func (t *transcript) pieceLength(data []byte) int {
	rest := t.rest()
	size := common(rest, data)
	if size == 0 || size == len(data) || data[size] != '"' || !t.endsPiece(rest, size) {
		return 0
	}
	return size
}

// endsPiece reports whether a piece may end before byte size of rest, the text that has not
// come yet.
func (t *transcript) endsPiece(rest []byte, size int) bool {
	return (t.position+size <= t.escape || endsCharacter(rest, size)) && (size == len(rest) || utf8.RuneStart(rest[size]))
}

// nextEscape returns the offset of the first escape in text from byte at on, or len(text).
func nextEscape(text []byte, at int) int {
	if i := bytes.IndexByte(text[at:], '\\'); i >= 0 {
		return at + i
	}
	return len(text)
}
