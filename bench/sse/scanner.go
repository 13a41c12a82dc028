// Package sse cuts server-sent events out of bytes as they arrive, without
// allocating: https://html.spec.whatwg.org/multipage/server-sent-events.html.
package sse

import "bytes"

// Event is one event: its fields, not its comments. The slices are valid until
// the next call of the Scanner that returned it.
type Event struct {
	// Type is the event field, empty without.
	Type []byte
	// Data is the data field; the lines of several are joined by LF.
	Data []byte
}

// Scanner keeps what is left of a stream between two reads. Its zero value is at
// the start of a stream.
type Scanner struct {
	line []byte // the begun line that earlier reads brought
	kind []byte // of the event under way
	data []byte // of the event under way, from earlier reads or lines

	hasData bool
	skipLF  bool // the latest line ended with CR at the end of a read
	begun   bool // the first line has been seen
	over    bool // kind and data are of an event that was returned
}

// Reset puts the scanner at the start of a stream.
func (s *Scanner) Reset() {
	*s = Scanner{line: s.line[:0], kind: s.kind[:0], data: s.data[:0]}
}

// Next takes the next event that ends in p, and returns the rest of p. It reports
// false when no event ends in p; all of p is taken then. Comments and events without
// data do not count: they only keep connections alive.
func (s *Scanner) Next(p []byte) (e Event, rest []byte, ok bool) {
	if s.over {
		s.kind, s.data, s.hasData, s.over = s.kind[:0], s.data[:0], false, false
	}
	if data, rest, ok := s.plain(p); ok {
		return Event{Data: data}, rest, true
	}
	var here []byte // the data, as long as it is a single line of p
	for len(p) > 0 {
		if s.skipLF {
			s.skipLF = false
			if p[0] == '\n' {
				p = p[1:]
				continue
			}
		}
		i := lineEnd(p)
		if i < 0 {
			s.line = append(s.line, p...)
			break
		}
		line, kept := p[:i], len(s.line) > 0
		if kept {
			s.line = append(s.line, line...)
			line = s.line
		}
		p = s.skip(p[i:])
		if len(line) > 0 {
			here = s.take(line, here, kept)
			s.line = s.line[:0]
			continue
		}
		if !s.hasData { // a comment ends, or a keep-alive
			s.kind = s.kind[:0]
			continue
		}
		s.over = true
		if here == nil {
			here = s.data
		}
		return Event{s.kind, here}, p, true
	}
	if here != nil {
		s.data = append(s.data[:0], here...)
	}
	return Event{}, nil, false
}

// dataSpace is how the events of most servers begin.
var dataSpace = []byte("data: ")

// plain takes an event that is a single line of data and whole in p, as most are. That takes
// a third of the time of going field by field.
func (s *Scanner) plain(p []byte) (data, rest []byte, ok bool) {
	if !s.begun || s.hasData || s.skipLF || len(s.line) > 0 || len(s.kind) > 0 || !bytes.HasPrefix(p, dataSpace) {
		return nil, nil, false
	}
	p = p[len(dataSpace):]
	i := bytes.IndexByte(p, '\n')
	if i < 0 || i+1 == len(p) || p[i+1] != '\n' || bytes.IndexByte(p[:i], '\r') >= 0 {
		return nil, nil, false
	}
	return p[:i], p[i+2:], true
}

// lineEnd returns the index of the first LF or CR in p, or -1.
func lineEnd(p []byte) int {
	i := bytes.IndexByte(p, '\n')
	line := p
	if i >= 0 {
		line = p[:i]
	}
	if j := bytes.IndexByte(line, '\r'); j >= 0 {
		return j
	}
	return i
}

// skip takes the line end that p begins with: LF, CR or both.
func (s *Scanner) skip(p []byte) []byte {
	if p[0] == '\n' {
		return p[1:]
	}
	if len(p) > 1 && p[1] == '\n' {
		return p[2:]
	}
	s.skipLF = len(p) == 1
	return p[1:]
}

var (
	byteOrderMark = []byte("\xef\xbb\xbf")
	fieldData     = []byte("data")
	fieldEvent    = []byte("event")
)

// take notes a field. here is the event's data if it is a line of the current read; take
// returns what it is now. kept says that line is s.line.
func (s *Scanner) take(line, here []byte, kept bool) []byte {
	if !s.begun {
		s.begun = true
		line = bytes.TrimPrefix(line, byteOrderMark)
	}
	name, value := line, []byte(nil)
	if i := bytes.IndexByte(line, ':'); i >= 0 {
		name, value = line[:i], line[i+1:]
		if len(value) > 0 && value[0] == ' ' {
			value = value[1:]
		}
	}
	switch {
	case bytes.Equal(name, fieldEvent):
		s.kind = append(s.kind[:0], value...)
	case !bytes.Equal(name, fieldData): // a comment has no name
	case s.hasData:
		if here != nil {
			s.data = append(s.data[:0], here...)
		}
		s.data = append(append(s.data, '\n'), value...)
		return nil
	default:
		s.hasData = true
		if !kept && value != nil {
			return value
		}
		s.data = append(s.data[:0], value...)
	}
	return here
}
