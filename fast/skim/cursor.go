// Package skim reads JSON request bodies without allocating or copying. It rejects
// invalid JSON, counts the characters of strings and returns slices of the body
// itself.
//
// It accepts JSON according to RFC 8259 and I-JSON (RFC 7493): UTF-8, and no escaped
// lone surrogates. [encoding/json.Valid] is lenient about both. Values may be nested
// [MaxDepth] levels deep.
package skim

import "errors"

// MaxDepth is the number of objects and arrays that may be open at once.
const MaxDepth = 512

// Errors of a body. [Cursor.Offset] returns where.
var (
	ErrSyntax = errors.New("not JSON")
	ErrDepth  = errors.New("JSON is nested too deeply")
	ErrKind   = errors.New("JSON value is of another kind")
)

// Cursor is a position before a value of a JSON document. Kind returns the kind of
// the value. The method of that kind, or Raw for any kind, reads the value and moves
// on. Read a value before you ask for the next key or element.
//
// The first error sticks: afterwards Kind returns Invalid, NextKey and NextElem
// return false, and the other methods return nothing.
//
// A copy of a Cursor is a bookmark. What a Cursor returns is valid only until the
// document is modified.
type Cursor struct {
	src       []byte
	i         int // everything before src[i] has been read
	depth     int
	afterOpen bool // the last byte read was an opening bracket
	errOffset int  // offset of err
	err       error
	marks     *Marks // nil if there are none
}

// New returns a Cursor before the only value of the document src.
func New(src []byte) Cursor { return Cursor{src: src} }

// Reset makes c equal to New(src), but faster for short documents. m must not change
// while c or a copy of it is in use.
func (c *Cursor) Reset(src []byte, m *Marks) {
	*c = Cursor{src: src}
	if m.set(src) {
		c.marks = m
	}
}

// Err returns the first error: ErrSyntax, ErrDepth, ErrKind or nil.
func (c *Cursor) Err() error { return c.err }

// Offset returns where the first error is, or else how many bytes have been read.
func (c *Cursor) Offset() int {
	if c.err != nil {
		return c.errOffset
	}
	return c.i
}

// End returns the first error. It is an error if anything but white space follows, or
// an object or array is open.
func (c *Cursor) End() error {
	if c.peek(); c.i < len(c.src) || c.depth > 0 {
		c.fail(c.i, ErrSyntax)
	}
	return c.err
}

// fail moves the cursor to the end of the document, where there is nothing to read,
// so that no method has to check for an earlier error. Inlined it would take more
// space than the methods that may fail: 5% of a short request.
//
//go:noinline
func (c *Cursor) fail(at int, err error) {
	if c.err == nil {
		c.errOffset, c.err = at, err
	}
	c.i = len(c.src)
	c.afterOpen = false
}

// peek skips white space and returns the byte after it, 0 at the end.
func (c *Cursor) peek() byte {
	if c.i < len(c.src) && c.src[c.i] > ' ' {
		return c.src[c.i]
	}
	return c.peekAfterSpace()
}

func (c *Cursor) peekAfterSpace() (b byte) {
	c.i, b = c.tokenAfterSpace(c.i)
	return b
}

// token returns the offset and value of the first byte from src[i] on that is not
// white space; the value is 0 at the end.
func (c *Cursor) token(i int) (int, byte) {
	if i < len(c.src) && c.src[i] > ' ' {
		return i, c.src[i]
	}
	return c.tokenAfterSpace(i)
}

func (c *Cursor) tokenAfterSpace(i int) (int, byte) {
	for i < len(c.src) && isSpace[c.src[i]] {
		i++
	}
	if i < len(c.src) {
		return i, c.src[i]
	}
	return i, 0
}

var isSpace = [256]bool{' ': true, '\n': true, '\r': true, '\t': true}

// mismatch fails because the next value is not of the requested kind.
func (c *Cursor) mismatch() {
	if c.Kind() == Invalid {
		c.fail(c.i, ErrSyntax)
	} else {
		c.fail(c.i, ErrKind)
	}
}
