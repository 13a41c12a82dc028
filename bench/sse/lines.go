package sse

import (
	"bytes"
	"encoding/json"
)

// Lines cuts JSON lines (application/x-ndjson) out of bytes as they arrive: each is an
// event without a type. Blank lines are not events. Its zero value is at the start of a
// stream.
type Lines struct {
	line []byte // the begun line that earlier reads brought
	over bool   // line is of an event that was returned
}

// Reset puts l at the start of a stream.
func (l *Lines) Reset() { *l = Lines{line: l.line[:0]} }

// Next takes the next line that ends in p, and returns the rest of p. It reports false
// when no line ends in p; all of p is taken then. The event is valid until the next call.
func (l *Lines) Next(p []byte) (e Event, rest []byte, ok bool) {
	if l.over {
		l.line, l.over = l.line[:0], false
	}
	for {
		i := bytes.IndexByte(p, '\n')
		if i < 0 {
			l.line = append(l.line, p...)
			return Event{}, nil, false
		}
		line := p[:i]
		if len(l.line) > 0 {
			l.line = append(l.line, line...)
			line, l.over = l.line, true
		}
		p = p[i+1:]
		if line = bytes.TrimSuffix(line, carriageReturn); len(line) > 0 {
			return Event{Data: line}, p, true
		}
		l.line, l.over = l.line[:0], false
	}
}

// End takes the last line at the end of the stream, if no newline has ended it and it is whole.
func (l *Lines) End() (e Event, ok bool) {
	if l.over {
		return Event{}, false
	}
	l.over = true
	line := bytes.TrimSuffix(l.line, carriageReturn)
	if !json.Valid(line) {
		return Event{}, false
	}
	return Event{Data: line}, true
}

var carriageReturn = []byte("\r")
