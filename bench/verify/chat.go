package verify

import "mock-openai/fast/skim"

// Chat is OpenAI's Chat Completions.
var Chat = &API{
	Name:        "chat",
	Model:       "gpt-4-mock",
	Key:         "Authorization",
	KeyPrefix:   "Bearer ",
	path:        fixed("/v1/chat/completions"),
	body:        func(r Request) any { return chatBodyOf(r) },
	asksStream:  streamMember,
	contentType: serverSentEvents,
	steps:       chatSteps,
	flow:        byContent,
	closing:     numStages,
	asksUsage:   true,
	finish:      "stop",
	cut:         "length",
	role:        "assistant",
	read:        (*said).answer,
}

var chatSteps = [numStages]string{atRole: "a role", atFinish: "a finish reason", atUsage: "usage", atDone: "[DONE]"}

type chatBody struct {
	Model         string         `json:"model"`
	Messages      []message      `json:"messages"`
	MaxTokens     int            `json:"max_tokens,omitempty"`
	Stream        bool           `json:"stream,omitempty"`
	StreamOptions *streamOptions `json:"stream_options,omitempty"`
}

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type streamOptions struct {
	IncludeUsage bool `json:"include_usage"`
}

func chatBodyOf(r Request) chatBody {
	return chatBody{r.Model, userMessage(r), r.MaxTokens, r.Stream, usageOption(r)}
}

func userMessage(r Request) []message { return []message{{"user", r.Prompt}} }

// usageOption asks for usage in streams.
func usageOption(r Request) *streamOptions {
	if !r.Stream || r.NoUsage {
		return nil
	}
	return &streamOptions{IncludeUsage: true}
}

// answer reads an answer of chat or completions, or an event of one.
func (s *said) answer() {
	s.members(func(key []byte) {
		switch string(key) {
		case "id":
			s.id, s.idAt = s.textAt()
		case "created":
			s.free()
		case "choices":
			s.parts = s.parts[:0]
			s.elements((*said).choice)
		case "usage":
			s.readUsage()
		case "prompt_filter_results":
			s.opens = true
			s.Raw()
		default:
			s.other(key)
		}
	})
	if s.opens && !s.whole { // an event with an empty id
		s.id = nil
	}
	s.empty = len(s.parts) == 0 && !s.hasUsage && !s.opens
}

func (s *said) choice() {
	p := s.addPart()
	s.members(func(key []byte) {
		switch string(key) {
		case "index":
			p.index = s.index()
		case "delta", "message":
			s.message(p)
		case "text":
			s.place(p)
		case "finish_reason":
			p.finish = s.text()
		default:
			s.Raw()
		}
	})
}

// message reads the message of an answer, or a delta.
func (s *said) message(p *part) {
	s.members(func(key []byte) {
		switch {
		case string(key) == "role":
			p.role = s.text()
		case string(key) == "content" && s.Kind() == skim.Array: // of Mistral's models, while they reason
			s.elements(func(s *said) { s.textMember(p) })
		case string(key) == "content":
			s.place(p)
		default:
			s.Raw()
		}
	})
}
