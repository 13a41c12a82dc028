package stream

import (
	"mock-openai/fast/internal/apierr"
)

// Encoder writes the events of a dialect's streams. It belongs to one request, or
// all requests share it and the state of a stream is in its Cursor alone.
type Encoder interface {
	// AppendEvent appends the next event, its framing included; false means that
	// there is none.
	AppendEvent(dst []byte, c *Cursor) (_ []byte, more bool)
	// AppendSuffix appends what follows a piece of text of choice i, up to the end of
	// the event. It leaves out the closing brace and the two newlines of a padded event.
	// For an event with Counts it stops before the first number.
	AppendSuffix(dst []byte, c *Cursor, i int) []byte
	// AppendError appends the event that ends a stream with an error, in place of the
	// event that was rendered last.
	AppendError(dst []byte, c *Cursor, e *apierr.Error) []byte
	// Empty reports whether the encoder can leave out the rest of the answer; it then
	// has done so. Otherwise the events must be emptied one by one.
	Empty() bool
	// AppendEmpty appends an event without content and without its final two
	// newlines. It is called only before an event that has no object, such as [DONE].
	AppendEmpty(dst []byte, c *Cursor) []byte
}

// Numbered is an encoder whose events have numbers.
type Numbered interface {
	Encoder
	// Reach says that n events have been rendered elsewhere.
	Reach(n int)
}
