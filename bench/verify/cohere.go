package verify

import "mock-openai/fast/skim"

// Cohere is the chat endpoint of Cohere's API, version 2.
var Cohere = &API{
	Name:      "cohere",
	Model:     "command-a-03-2025",
	Key:       "Authorization",
	KeyPrefix: "Bearer ",
	path:      fixed("/v2/chat"),
	body: func(r Request) any {
		return chatBody{Model: r.Model, Messages: userMessage(r), MaxTokens: r.MaxTokens, Stream: r.Stream}
	},
	asksStream:  streamMember,
	contentType: serverSentEvents,
	steps: [numStages]string{
		atCreated: "message-start", atPartAdded: "content-start", atText: "content-delta",
		atPartDone: "content-end", atFinish: "message-end", atDone: "[DONE]",
	},
	flow:    byType,
	closing: atFinish,
	finish:  "COMPLETE",
	cut:     "MAX_TOKENS",
	role:    "assistant",
	read:    (*said).cohere,
}

// cohere reads an answer, or an event, which has parts of the answer in a member named delta.
func (s *said) cohere() {
	s.parts = append(s.parts, part{})
	known := false
	s.members(func(key []byte) {
		switch string(key) {
		case "type":
			s.kind = s.text()
			known = known || s.kind != nil
		case "index":
			s.parts[0].index = s.index()
		case "delta":
			s.members(s.cohereMember)
		case "message":
			known = true
			s.cohereMember(key)
		default:
			s.cohereMember(key)
		}
	})
	s.empty = !known
}

// cohereMember reads a member of an answer itself.
func (s *said) cohereMember(key []byte) {
	p := &s.parts[0]
	switch string(key) {
	case "id":
		s.id, s.idAt = s.textAt()
	case "message":
		s.members(func(key []byte) {
			switch {
			case string(key) == "role":
				p.role = s.text()
			case string(key) != "content":
				s.Raw()
			case s.Kind() == skim.Array:
				s.elements((*said).content)
			default: // in an event
				s.content()
			}
		})
	case "finish_reason":
		p.finish = s.text()
	case "usage":
		s.members(func(key []byte) {
			switch string(key) {
			case "tokens":
				s.readUsage()
				s.usage.total = s.usage.prompt + s.usage.completion
			case "billed_units":
				s.members(func([]byte) { s.free() })
			default:
				s.Raw()
			}
		})
	default:
		s.other(key)
	}
}
