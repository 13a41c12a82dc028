package verify

import "net/url"

// Bedrock is Amazon Bedrock's Converse API. Its streams are binary messages with their types
// in headers.
var Bedrock = &API{
	Name:      "bedrock",
	Model:     "us.anthropic.claude-opus-4-6-v1:0",
	Key:       "Authorization",
	KeyPrefix: "Bearer ",
	path: func(model string, stream bool) string {
		path := "/model/" + url.PathEscape(model) + "/converse"
		if stream {
			path += "-stream"
		}
		return path
	},
	body: func(r Request) any {
		type text struct {
			Text string `json:"text"`
		}
		type message struct {
			Role    string `json:"role"`
			Content []text `json:"content"`
		}
		type inference struct {
			MaxTokens int `json:"maxTokens"`
		}
		body := struct {
			Messages        []message  `json:"messages"`
			InferenceConfig *inference `json:"inferenceConfig,omitempty"`
		}{Messages: []message{{"user", []text{{r.Prompt}}}}}
		if r.MaxTokens > 0 {
			body.InferenceConfig = &inference{r.MaxTokens}
		}
		return body
	},
	asksStream:  func(path string, _ []byte) bool { return endsIn(path, "/converse-stream") },
	contentType: binaryMessages,
	steps: [numStages]string{
		atCreated: "messageStart", atText: "contentBlockDelta", atPartDone: "contentBlockStop",
		atFinish: "messageStop", atUsage: "metadata",
	},
	flow:      byType,
	typeApart: true,
	closing:   numStages,
	finish:    "end_turn",
	cut:       "max_tokens",
	role:      "assistant",
	read:      (*said).bedrock,
}

// bedrock reads an answer, or an event.
func (s *said) bedrock() {
	s.parts = append(s.parts, part{})
	p := &s.parts[0]
	s.empty = false
	s.members(func(key []byte) {
		switch string(key) {
		case "contentBlockIndex":
			p.index = s.index()
		case "delta":
			s.content()
		case "role":
			p.role = s.text()
		case "output":
			s.members(func(key []byte) {
				if string(key) == "message" {
					s.bedrockMessage(p)
				} else {
					s.Raw()
				}
			})
		case "stopReason":
			p.finish = s.text()
		case "metrics":
			s.members(func([]byte) { s.free() })
		case "p":
			s.padding()
		case "usage":
			s.readUsage()
		case "message": // only errors have one
			s.failed = true
			s.Raw()
		default:
			s.other(key)
		}
	})
}

// bedrockMessage reads the message of a whole answer.
func (s *said) bedrockMessage(p *part) {
	s.members(func(key []byte) {
		switch string(key) {
		case "role":
			p.role = s.text()
		case "content":
			s.elements((*said).content)
		default:
			s.Raw()
		}
	})
}
