// Package skim reads JSON request bodies without allocating and without copying:
// it refuses what is not JSON, counts the characters of strings and hands out the
// bytes of the body itself.
//
// It accepts JSON as RFC 8259 and I-JSON (RFC 7493) have it: UTF-8, and no escape
// that is half of a surrogate pair. [encoding/json.Valid] is lenient in these two.
// Values may be nested [MaxDepth] deep.
package skim

import "errors"

// MaxDepth is the number of objects and arrays that may be open at once.
const MaxDepth = 512

// What can be wrong with a body. [Cursor.Offset] tells where.
var (
	ErrSyntax = errors.New("not JSON")
	ErrDepth  = errors.New("JSON is nested too deeply")
	ErrKind   = errors.New("JSON value is of another kind")
)

// Cursor stands before a value of a JSON document. Kind tells what the value is,
// and the method for that kind, or Raw for any kind, reads it and goes on. A
// value must be read before the next key or element is asked for.
//
// The first error sticks: from then on Kind returns Invalid, NextKey and
// NextElem return false, and other methods return nothing.
//
// A copy of a Cursor is a bookmark. What a Cursor returns is valid only until
// the document is modified.
type Cursor struct {
	src   []byte
	i     int // everything before src[i] is read
	depth int
	fresh bool // the bracket of an object or array was the last that was read
	wrong int  // offset of err
	err   error
	marks *Marks // nil if there are none
}

// New returns a Cursor before the one value of the document src.
func New(src []byte) Cursor { return Cursor{src: src} }

// Reset makes c what New returns, and quicker with a short document: m is memory
// for that, which must stay as it is while c or a copy of it is in use.
func (c *Cursor) Reset(src []byte, m *Marks) {
	*c = Cursor{src: src}
	if m.set(src) {
		c.marks = m
	}
}

// Err returns the first error: ErrSyntax, ErrDepth, ErrKind or nil.
func (c *Cursor) Err() error { return c.err }

// Offset returns where the first error was met, or else how many bytes have
// been read.
func (c *Cursor) Offset() int {
	if c.err != nil {
		return c.wrong
	}
	return c.i
}

// End returns the first error. White space is all that may follow here, and no
// object or array may be open.
func (c *Cursor) End() error {
	if c.peek(); c.i < len(c.src) || c.depth > 0 {
		c.fail(c.i, ErrSyntax)
	}
	return c.err
}

// fail puts the cursor to the end of the document, where there is nothing to
// read, so that no method has to ask for an earlier error. Inlined, it would take
// more room than the methods that may fail: 5% of a short request.
//
//go:noinline
func (c *Cursor) fail(at int, err error) {
	if c.err == nil {
		c.wrong, c.err = at, err
	}
	c.i = len(c.src)
	c.fresh = false
}

// peek skips white space and returns the byte after it, 0 at the end.
func (c *Cursor) peek() byte {
	if c.i < len(c.src) && c.src[c.i] > ' ' {
		return c.src[c.i]
	}
	return c.peekBehindSpace()
}

func (c *Cursor) peekBehindSpace() (b byte) {
	c.i, b = c.tokenBehindSpace(c.i)
	return b
}

// token returns where the first byte from src[i] on is that is no white space, and
// the byte, 0 at the end.
func (c *Cursor) token(i int) (int, byte) {
	if i < len(c.src) && c.src[i] > ' ' {
		return i, c.src[i]
	}
	return c.tokenBehindSpace(i)
}

func (c *Cursor) tokenBehindSpace(i int) (int, byte) {
	for i < len(c.src) && isSpace[c.src[i]] {
		i++
	}
	if i < len(c.src) {
		return i, c.src[i]
	}
	return i, 0
}

var isSpace = [256]bool{' ': true, '\n': true, '\r': true, '\t': true}

// mismatch fails because the value that comes next is not of the kind that was
// asked for.
func (c *Cursor) mismatch() {
	if c.Kind() == Invalid {
		c.fail(c.i, ErrSyntax)
	} else {
		c.fail(c.i, ErrKind)
	}
}
