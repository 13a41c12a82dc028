package verify

// Responses is OpenAI's Responses API.
var Responses = &API{
	Name:      "responses",
	Model:     "gpt-4-mock",
	Key:       "Authorization",
	KeyPrefix: "Bearer ",
	path:      fixed("/v1/responses"),
	body: func(r Request) any {
		return struct {
			Model     string `json:"model"`
			Input     string `json:"input"`
			MaxTokens int    `json:"max_output_tokens,omitempty"`
			Stream    bool   `json:"stream,omitempty"`
			Store     bool   `json:"store"`
		}{r.Model, r.Prompt, r.MaxTokens, r.Stream, false}
	},
	asksStream:  streamMember,
	contentType: serverSentEvents,
	steps: [numStages]string{
		atCreated: "response.created", atInProgress: "response.in_progress",
		atItemAdded: "response.output_item.added", atPartAdded: "response.content_part.added",
		atText:     "response.output_text.delta",
		atTextDone: "response.output_text.done", atPartDone: "response.content_part.done",
		atItemDone: "response.output_item.done", atDone: "response.completed",
	},
	flow:    byType,
	closing: atDone,
	repeats: setOf(atTextDone, atPartDone, atItemDone, atDone),
	finish:  "completed",
	cut:     "incomplete",
	cutOff:  "response.incomplete",
	read:    (*said).response,
}

// response reads an answer, or an event, which may have the answer in a member named
// response.
func (s *said) response() {
	s.parts = append(s.parts, part{})
	s.members(func(key []byte) {
		switch string(key) {
		case "type":
			s.kind = s.text()
		case "sequence_number":
			raw := s.Raw()
			if s.sequence = number(raw); s.sequence < 0 {
				s.sequence = noSequence
			}
			s.number = span{s.Offset() - len(raw), s.Offset()}
		case "item_id":
			s.item, s.itemAt = s.textAt()
		case "delta", "text":
			s.place(&s.parts[0]) // text is an object in the answer itself
		case "part":
			s.content()
		case "item":
			s.outputItem()
		case "response":
			s.members(s.responseMember)
		default:
			s.responseMember(key)
		}
	})
	s.empty = s.kind == nil && s.id == nil
	s.failed = s.failed || string(s.kind) == "response.failed"
}

// noSequence is a number that no event has: function number returns less.
const noSequence = 1e18

// responseMember reads a member of an answer itself.
func (s *said) responseMember(key []byte) {
	switch string(key) {
	case "id":
		s.id, s.idAt = s.textAt()
	case "created_at", "completed_at":
		s.free()
	case "status":
		s.parts[0].finish = s.text()
	case "output":
		s.elements((*said).outputItem)
	case "usage":
		s.readUsage()
	default:
		s.other(key)
	}
}

// outputItem reads an item of the output.
func (s *said) outputItem() {
	s.members(func(key []byte) {
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
	})
}
