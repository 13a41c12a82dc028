package verify

import "github.com/goccy/go-json"

// Ollama is the chat endpoint of Ollama's own API. Its streams are JSON lines.
var Ollama = &API{
	Name:      "ollama",
	Model:     "llama3.2",
	Key:       "Authorization",
	KeyPrefix: "Bearer ",
	path:      fixed("/api/chat"),
	body: func(r Request) any {
		type options struct {
			NumPredict int `json:"num_predict"`
		}
		body := struct {
			Model    string    `json:"model"`
			Messages []message `json:"messages"`
			Stream   bool      `json:"stream"` // is true if left out
			Options  *options  `json:"options,omitempty"`
		}{Model: r.Model, Messages: userMessage(r), Stream: r.Stream}
		if r.MaxTokens > 0 {
			body.Options = &options{r.MaxTokens}
		}
		return body
	},
	asksStream: func(_ string, body []byte) bool {
		asked := struct{ Stream bool }{true}
		return json.Unmarshal(body, &asked) == nil && asked.Stream
	},
	contentType: jsonLines,
	steps:       [numStages]string{atDone: "done"},
	flow:        byContent,
	closing:     atDone,
	finish:      "stop",
	cut:         "length",
	role:        "assistant",
	read:        (*said).ollama,
}

// ollama reads an answer or a line, which have the same form.
func (s *said) ollama() {
	s.parts = append(s.parts, part{})
	p := &s.parts[0]
	known := false
	s.members(func(key []byte) {
		switch string(key) {
		case "created_at", "total_duration", "load_duration", "prompt_eval_duration", "eval_duration":
			s.free()
		case "message":
			known = true
			s.message(p)
		case "done":
			s.closes = string(s.Raw()) == "true"
		case "done_reason":
			p.finish = s.text()
		case "prompt_eval_count":
			s.usage.prompt = s.count(0)
		case "eval_count":
			s.usage.completion, s.hasUsage = s.count(1), true
		default:
			s.other(key)
		}
	})
	s.usage.total = s.usage.prompt + s.usage.completion
	s.empty = !known
}
