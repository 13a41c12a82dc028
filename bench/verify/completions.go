package verify

// Completions is OpenAI's older API for text.
var Completions = &API{
	Name:      "completions",
	Model:     "gpt-3.5-turbo-instruct",
	Key:       "Authorization",
	KeyPrefix: "Bearer ",
	path:      fixed("/v1/completions"),
	body: func(r Request) any {
		return struct {
			Model         string         `json:"model"`
			Prompt        string         `json:"prompt"`
			MaxTokens     int            `json:"max_tokens,omitempty"`
			Stream        bool           `json:"stream,omitempty"`
			StreamOptions *streamOptions `json:"stream_options,omitempty"`
		}{r.Model, r.Prompt, r.MaxTokens, r.Stream, usageOption(r)}
	},
	asksStream:  streamMember,
	contentType: serverSentEvents,
	steps:       [numStages]string{atFinish: "a finish reason", atUsage: "usage", atDone: "[DONE]"},
	flow:        byContent,
	closing:     numStages,
	asksUsage:   true,
	withText:    setOf(atFinish),
	finish:      "stop",
	cut:         "length",
	read:        (*said).answer,
}
