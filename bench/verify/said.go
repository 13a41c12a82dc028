package verify

import (
	"math"

	"mock-openai/fast/skim"
)

// said is what an event, or an answer that is no stream, says. Its slices are
// parts of the document.
type said struct {
	skim.Cursor // reads the document

	id     []byte
	idAt   int
	parts  []part // one for each choice, or the text of a Responses event
	usage  usage
	counts [3]span // where the numbers of usage stand
	has    bool    // usage
	failed bool    // there is an error
	empty  bool    // neither choices nor anything else that is known

	kind     []byte // the type of a Responses event
	sequence int64  // its number, -1 without
	number   span   // where that stands
	item     []byte // the id of the output item
	itemAt   int
}

// part is what is said of one choice.
type part struct {
	index  int
	role   []byte
	text   []byte // between the quotes; nil without
	at     int    // where it stands in the document
	finish []byte // nil without
}

type usage struct{ prompt, completion, total int64 }

// span is a part of a document.
type span struct{ from, to int }

// read takes data apart. The error is that of a document that is not JSON.
func (s *said) read(api API, data []byte) error {
	*s = said{Cursor: skim.New(data), parts: s.parts[:0], sequence: -1, empty: true}
	switch {
	case s.Kind() != skim.Object:
		s.Raw()
	case api == Responses:
		s.response()
	default:
		s.answer()
	}
	return s.End()
}

// answer reads an answer of chat or completions, or an event of one.
func (s *said) answer() {
	s.Object()
	for key, ok := s.NextKey(); ok; key, ok = s.NextKey() {
		switch string(key) {
		case "id":
			s.id, s.idAt = s.textAt()
		case "choices":
			s.parts = s.parts[:0]
			s.elements((*said).choice)
		case "usage":
			s.readUsage()
		case "error":
			s.failed = s.Kind() != skim.Null
			s.Raw()
		default:
			s.Raw()
		}
	}
	s.empty = len(s.parts) == 0 && !s.has
}

// elements reads an array with what reads an element, any other value not at all.
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

func (s *said) choice() {
	p := part{}
	s.Object()
	for key, ok := s.NextKey(); ok; key, ok = s.NextKey() {
		switch string(key) {
		case "index":
			p.index = int(min(max(s.int(), 0), math.MaxInt32))
		case "delta", "message":
			s.delta(&p)
		case "text":
			s.place(&p)
		case "finish_reason":
			p.finish = s.text()
		default:
			s.Raw()
		}
	}
	s.parts = append(s.parts, p)
}

func (s *said) delta(p *part) {
	if s.Kind() != skim.Object {
		s.Raw()
		return
	}
	s.Object()
	for key, ok := s.NextKey(); ok; key, ok = s.NextKey() {
		switch string(key) {
		case "role":
			p.role = s.text()
		case "content":
			s.place(p)
		default:
			s.Raw()
		}
	}
}

// place reads the text of p.
func (s *said) place(p *part) {
	if s.Kind() != skim.String {
		p.text = s.text()
		return
	}
	text := s.String()
	p.text, p.at = text.Raw, s.Offset()-len(`"`)-len(text.Raw)
}

// textAt is text, and where it stands.
func (s *said) textAt() ([]byte, int) {
	text := s.text()
	return text, s.Offset() - len(`"`) - len(text)
}

// text reads a string between its quotes, nil for any other value.
func (s *said) text() []byte {
	if s.Kind() != skim.String {
		s.Raw()
		return nil
	}
	return s.String().Raw
}

// int reads a whole number, -1 for any other value.
func (s *said) int() int64 { return number(s.Raw()) }

func number(raw []byte) (n int64) {
	if len(raw) == 0 || len(raw) > 18 {
		return -1
	}
	for _, b := range raw {
		if b < '0' || b > '9' {
			return -1
		}
		n = n*10 + int64(b-'0')
	}
	return n
}

func (s *said) readUsage() {
	if s.has = s.Kind() == skim.Object; !s.has {
		s.Raw()
		return
	}
	s.usage = usage{-1, -1, -1}
	s.Object()
	for key, ok := s.NextKey(); ok; key, ok = s.NextKey() {
		switch string(key) {
		case "prompt_tokens", "input_tokens":
			s.usage.prompt = s.count(0)
		case "completion_tokens", "output_tokens":
			s.usage.completion = s.count(1)
		case "total_tokens":
			s.usage.total = s.count(2)
		default:
			s.Raw()
		}
	}
}

// count reads one of the numbers of usage.
func (s *said) count(i int) int64 {
	raw := s.Raw()
	s.counts[i] = span{s.Offset() - len(raw), s.Offset()}
	return number(raw)
}
