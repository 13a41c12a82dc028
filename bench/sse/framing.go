package sse

import "bytes"

// Framing cuts events out of the bytes of a stream.
type Framing interface {
	// Reset makes it expect the start of a stream.
	Reset()
	// Next takes the next event that ends in p, and returns the rest of p. It reports
	// false when no event ends in p; all of p is taken then.
	Next(p []byte) (e Event, rest []byte, ok bool)
}

var _, _, _ Framing = new(Scanner), new(Lines), new(EventStream)

// Framings holds one Framing of each kind. Its zero value is ready.
type Framings struct {
	events   Scanner
	lines    Lines
	messages EventStream
}

var (
	typeEvents   = []byte("text/event-stream")
	typeLines    = []byte("application/x-ndjson")
	typeMessages = []byte("application/vnd.amazon.eventstream")
)

// For returns the Framing of a Content-Type, at the start of a stream, or nil if it is not
// that of a stream.
func (f *Framings) For(contentType []byte) Framing {
	switch {
	case isType(contentType, typeEvents):
		f.events.Reset()
		return &f.events
	case isType(contentType, typeLines):
		f.lines.Reset()
		return &f.lines
	case isType(contentType, typeMessages):
		f.messages.Reset()
		return &f.messages
	}
	return nil
}

func isType(contentType, want []byte) bool {
	return len(contentType) >= len(want) && bytes.EqualFold(contentType[:len(want)], want)
}
