package verify

import (
	"net/url"
	"strings"
)

// Gemini is Google's API. Its streams are server-sent events, and end with the event
// that has the finish reason.
var Gemini = &API{
	Name:  "gemini",
	Model: "gemini-2.5-flash",
	Key:   "X-Goog-Api-Key",
	path: func(model string, stream bool) string {
		path := "/v1beta/models/" + url.PathEscape(model)
		if stream {
			return path + ":streamGenerateContent?alt=sse"
		}
		return path + ":generateContent"
	},
	body: func(r Request) any {
		type text struct {
			Text string `json:"text"`
		}
		type content struct {
			Role  string `json:"role"`
			Parts []text `json:"parts"`
		}
		type generation struct {
			MaxOutputTokens int `json:"maxOutputTokens"`
		}
		body := struct {
			Contents         []content   `json:"contents"`
			GenerationConfig *generation `json:"generationConfig,omitempty"`
		}{Contents: []content{{"user", []text{{r.Prompt}}}}}
		if r.MaxTokens > 0 {
			body.GenerationConfig = &generation{r.MaxTokens}
		}
		return body
	},
	asksStream:  func(path string, _ []byte) bool { return strings.Contains(path, ":streamGenerateContent") },
	contentType: serverSentEvents,
	steps:       [numStages]string{atFinish: "a finish reason"},
	flow:        byContent,
	closing:     atFinish,
	withText:    setOf(atFinish),
	finish:      "STOP",
	cut:         "MAX_TOKENS",
	role:        "model",
	read:        (*said).gemini,
}

// gemini reads an answer or an event, which have the same form. In a stream, only the last
// event has the usage of the whole answer.
func (s *said) gemini() {
	s.members(func(key []byte) {
		switch string(key) {
		case "responseId":
			s.id, s.idAt = s.textAt()
		case "candidates":
			s.parts = s.parts[:0]
			s.elements((*said).candidate)
		case "usageMetadata":
			s.readUsage()
			if s.usage.completion == -1 { // left out if all tokens are thoughts
				s.usage.completion = 0
			}
		default:
			s.other(key)
		}
	})
	s.empty = len(s.parts) == 0
	if !s.whole && !s.closes {
		s.hasUsage = false
		for i := range s.counts {
			s.freeCount(i)
		}
	}
}

func (s *said) candidate() {
	p := s.addPart()
	s.members(func(key []byte) {
		switch string(key) {
		case "index":
			p.index = s.index()
		case "content":
			s.members(func(key []byte) {
				switch string(key) {
				case "role":
					p.role = s.text()
				case "parts":
					s.elements(func(s *said) { s.textMember(p) })
				default:
					s.Raw()
				}
			})
		case "finishReason":
			p.finish = s.text()
			s.closes = s.closes || p.finish != nil
		default:
			s.Raw()
		}
	})
}
