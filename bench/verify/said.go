package verify

import (
	"bytes"
	"math"

	"mock-openai/fast/skim"
)

// said is the content of a document: an event, or an answer that is not a stream. Its slices
// are parts of the document.
type said struct {
	skim.Cursor // reads the document

	whole    bool // the document is an answer that is not a stream
	id       []byte
	parts    []part // one for each choice, or just one in APIs without choices
	usage    usage
	hasUsage bool
	failed   bool // the document has an error
	empty    bool // the document has nothing that is known
	opens    bool // the document has what comes before the answer
	closes   bool // the document ends the answer

	// Of an event.
	kind     []byte // its type
	sequence int64  // its number, or -1
	item     []byte // id of the output item

	// Places in the document, for patterns.
	idAt, itemAt int
	counts       [3]span // numbers of usage
	number       span    // sequence
	padded       span    // padding of an event
	spans        []span  // parts that differ from answer to answer and are not checked
}

// part is the content for one choice.
type part struct {
	index  int
	role   []byte
	text   []byte // without its quotes; nil if there is none
	at     int    // offset of text in the document
	finish []byte // finish reason; nil if there is none
}

// span is a part of a document.
type span struct{ from, to int }

// load reads data, an event or a whole answer of a. It returns an error if data is not JSON.
func (s *said) load(a *API, data []byte, whole bool) error {
	*s = said{Cursor: skim.New(data), whole: whole, parts: s.parts[:0], spans: s.spans[:0], sequence: -1, empty: true}
	if s.Kind() == skim.Object {
		a.read(s)
	} else {
		s.Raw()
	}
	return s.End()
}

// mayHaveType reports whether an event has no type, or the one in its data. If the data has
// none, the type may also be message, the default of server-sent events.
func (s *said) mayHaveType(kind []byte) bool {
	switch {
	case len(kind) == 0:
		return true
	case s.kind == nil:
		return string(kind) == "message"
	}
	return bytes.Equal(kind, s.kind)
}

// members calls member for each member of an object; member must read the value. A value that
// is not an object is skipped.
func (s *said) members(member func(key []byte)) {
	if s.Kind() != skim.Object {
		s.Raw()
		return
	}
	s.Object()
	for key, ok := s.NextKey(); ok; key, ok = s.NextKey() {
		member(key)
	}
}

// elements calls element for each object in an array; element must read it. All other values
// are skipped.
func (s *said) elements(element func(*said)) {
	if s.Kind() != skim.Array {
		s.Raw()
		return
	}
	for s.Array(); s.NextElem(); {
		if s.Kind() == skim.Object {
			element(s)
		} else {
			s.Raw()
		}
	}
}

// other reads any other member. Only error has a meaning.
func (s *said) other(key []byte) {
	if string(key) == "error" {
		s.failed = s.Kind() != skim.Null
	}
	s.Raw()
}

// content reads a part of a message that has parts.
func (s *said) content() { s.textMember(&s.parts[0]) }

// textMember reads an object with the text of p.
func (s *said) textMember(p *part) {
	s.members(func(key []byte) {
		if string(key) == "text" {
			s.place(p)
		} else {
			s.Raw()
		}
	})
}

// place reads the text of p, if it is a string.
func (s *said) place(p *part) {
	if s.Kind() != skim.String {
		s.Raw()
		return
	}
	text := s.String()
	p.text, p.at = text.Raw, s.Offset()-len(`"`)-len(text.Raw)
}

// textAt is like text, and also returns the offset of the string.
func (s *said) textAt() ([]byte, int) {
	text := s.text()
	return text, s.Offset() - len(`"`) - len(text)
}

// text returns a string without its quotes, or nil for any other value.
func (s *said) text() []byte {
	if s.Kind() != skim.String {
		s.Raw()
		return nil
	}
	return s.String().Raw
}

// free reads a number or a string that differs from answer to answer, such as a time.
func (s *said) free() {
	raw := s.Raw()
	at := span{s.Offset() - len(raw), s.Offset()}
	if value := bytes.Trim(raw, `"`); len(value) < len(raw) {
		raw, at = value, span{at.from + 1, at.to - 1}
	}
	if len(raw) > 0 && freeLength(raw) == len(raw) {
		s.leave(at)
	}
}

// leave records that a part of the document is not checked.
func (s *said) leave(at span) {
	if len(s.spans) < mostSpans {
		s.spans = append(s.spans, at)
	}
}

// addPart adds a part for a choice. Beyond mostChoices it replaces the last.
func (s *said) addPart() *part {
	if len(s.parts) == mostChoices {
		s.parts = s.parts[:mostChoices-1]
	}
	s.parts = append(s.parts, part{})
	return &s.parts[len(s.parts)-1]
}

// padding reads a string of letters and digits that means nothing.
func (s *said) padding() {
	if value, at := s.textAt(); len(value) > 0 && paddingLength(value) == len(value) {
		s.padded = span{at, at + len(value)}
	}
}

// index reads the index of a choice: 0 for null, noIndex for what is not a whole number.
func (s *said) index() int {
	raw := s.Raw()
	if string(raw) == "null" {
		return 0
	}
	if n := number(raw); n >= 0 && n < noIndex {
		return int(n)
	}
	return noIndex
}

const noIndex = math.MaxInt32
