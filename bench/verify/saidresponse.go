package verify

import "mock-openai/fast/skim"

// response reads an answer of the Responses API, or an event of one. What both
// have is read alike: an event has the answer in a member named response.
func (s *said) response() {
	s.parts = append(s.parts, part{})
	s.Object()
	for key, ok := s.NextKey(); ok; key, ok = s.NextKey() {
		switch string(key) {
		case "type":
			s.kind = s.text()
		case "sequence_number":
			raw := s.Raw()
			s.sequence = number(raw)
			s.number = span{s.Offset() - len(raw), s.Offset()}
		case "item_id":
			s.item, s.itemAt = s.textAt()
		case "delta", "text":
			if s.Kind() == skim.String { // text is an object in the answer itself
				s.place(&s.parts[0])
			} else {
				s.Raw()
			}
		case "part":
			s.content()
		case "item":
			s.outputItem()
		case "response":
			s.nested()
		default:
			s.member(key)
		}
	}
	s.empty = s.kind == nil && s.id == nil
}

func (s *said) nested() {
	if s.Kind() != skim.Object {
		s.Raw()
		return
	}
	s.Object()
	for key, ok := s.NextKey(); ok; key, ok = s.NextKey() {
		s.member(key)
	}
}

// member reads a member of an answer itself.
func (s *said) member(key []byte) {
	switch string(key) {
	case "id":
		s.id, s.idAt = s.textAt()
	case "status":
		s.parts[0].finish = s.text()
	case "output":
		s.elements((*said).outputItem)
	case "usage":
		s.readUsage()
	case "error":
		s.failed = s.Kind() != skim.Null
		s.Raw()
	default:
		s.Raw()
	}
}

// item reads an item of the output.
func (s *said) outputItem() {
	if s.Kind() != skim.Object {
		s.Raw()
		return
	}
	s.Object()
	for key, ok := s.NextKey(); ok; key, ok = s.NextKey() {
		switch string(key) {
		case "id":
			s.item, s.itemAt = s.textAt()
		case "role":
			s.parts[0].role = s.text()
		case "content":
			s.elements((*said).content)
		default:
			s.Raw()
		}
	}
}

// content reads a part of an item.
func (s *said) content() {
	if s.Kind() != skim.Object {
		s.Raw()
		return
	}
	s.Object()
	for key, ok := s.NextKey(); ok; key, ok = s.NextKey() {
		if string(key) == "text" {
			s.place(&s.parts[0])
		} else {
			s.Raw()
		}
	}
}
