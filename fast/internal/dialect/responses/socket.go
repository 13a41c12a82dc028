package responses

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/quirk"
)

// Socket is the codec of the events response.create of a WebSocket. Each is a request that
// is always streamed, and has the events of a stream over HTTP.
type Socket struct{ *Codec }

func (s Socket) Decode(c *dialect.Session) *apierr.Error {
	err := s.Codec.Decode(c)
	c.Request.Stream = true
	return err
}

// Quirks returns the quirks that the answer can have.
func (Socket) Quirks(c *dialect.Session) quirk.Set { return openai.EventQuirks(c) }

func (s Socket) Begin(c *dialect.Session) {
	s.Codec.Begin(c)
	if c.Quirks != 0 {
		openai.BeginEventQuirks(c, responseOf(c))
	}
}

// Generate makes the answer. One to a request with "generate":false has no output.
func (s Socket) Generate(c *dialect.Session) *apierr.Error {
	if err := s.Codec.Generate(c); err != nil {
		return err
	}
	r := responseOf(c)
	r.background = false
	if r.warmsUp {
		s.Generator.PutBack(&c.Turn)
		r.archive, r.conversation, r.items = nil, nil, r.items[:0]
		c.CompletionTokens, c.ReasoningTokens = 0, 0
		c.Choices[0].Finish = engine.FinishStop
	}
	return nil
}
