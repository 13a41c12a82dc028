package verify

import "cmp"

// Messages is Anthropic's API.
var Messages = &API{
	Name:   "messages",
	Model:  "claude-sonnet-4-5",
	Key:    "X-Api-Key",
	Header: map[string]string{"Anthropic-Version": "2023-06-01"},
	path:   fixed("/v1/messages"),
	body: func(r Request) any {
		return struct {
			Model     string    `json:"model"`
			MaxTokens int       `json:"max_tokens"`
			Messages  []message `json:"messages"`
			Stream    bool      `json:"stream,omitempty"`
		}{r.Model, cmp.Or(r.MaxTokens, max(r.Tokens, leastMost)), userMessage(r), r.Stream}
	},
	asksStream:  streamMember,
	contentType: serverSentEvents,
	steps: [numStages]string{
		atCreated: "message_start", atPartAdded: "content_block_start", atText: "content_block_delta",
		atPartDone: "content_block_stop", atFinish: "message_delta", atDone: "message_stop",
	},
	flow:    byType,
	opaque:  "ping",
	closing: atFinish,
	finish:  "end_turn",
	cut:     "max_tokens",
	role:    "assistant",
	read:    (*said).anthropic,
}

// leastMost is the least token limit of requests for which the user sets none: requests must
// have a limit, and models have one of their own.
const leastMost = 4096

// anthropic reads an answer, or an event.
func (s *said) anthropic() {
	s.parts = append(s.parts, part{})
	s.members(func(key []byte) {
		switch string(key) {
		case "type":
			s.kind = s.text()
		case "index":
			s.parts[0].index = s.index()
		case "message":
			s.members(s.anthropicMember)
		case "delta":
			s.members(s.anthropicDelta)
		default:
			s.anthropicMember(key)
		}
	})
	s.empty = s.kind == nil
	if string(s.kind) == "message_start" { // it counts only the tokens written by then
		s.freeCount(1)
	}
}

// anthropicMember reads a member of an answer itself.
func (s *said) anthropicMember(key []byte) {
	switch string(key) {
	case "id":
		s.id, s.idAt = s.textAt()
	case "role":
		s.parts[0].role = s.text()
	case "content":
		s.elements((*said).content)
	case "stop_reason":
		s.parts[0].finish = s.text()
	case "usage":
		s.readUsage()
		s.usage.total = s.usage.prompt + s.usage.completion
	default:
		s.other(key)
	}
}

func (s *said) anthropicDelta(key []byte) {
	switch string(key) {
	case "text":
		s.place(&s.parts[0])
	case "stop_reason":
		s.parts[0].finish = s.text()
	default:
		s.Raw()
	}
}
