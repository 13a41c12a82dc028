package dialect

import (
	"slices"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/stream"
)

// Spoken is embedded by codecs whose answers are what a model says.
type Spoken struct{}

// Size returns about how many bytes an answer holds.
func (Spoken) Size(c *Session) (int, *apierr.Error) { return c.Turn.Size(c.TextSize()), nil }

// Hold waits for all tokens but those of the reasoning.
func (Spoken) Hold(c *Session) (tokens int, waits bool) {
	return c.CompletionTokens - c.ReasoningTokens, true
}

// Generate generates the choices of an answer. It calls readOptions if the request asks for
// more than plain text.
func (c *Session) Generate(g *engine.Generator, readOptions func(c *Session) *apierr.Error) *apierr.Error {
	if !c.NeedsExtras(g) {
		for range c.Request.N {
			g.GenerateText(&c.Turn, nil, c.Request.MaxTokens)
		}
		return nil
	}
	if err := readOptions(c); err != nil {
		return err
	}
	g.GenerateChoices(&c.Turn)
	return nil
}

// NeedsExtras reports whether the answer may need more than articles of the pool.
func (c *Session) NeedsExtras(g *engine.Generator) bool {
	return c.schemaLikely || g.NeedsExtras(&c.Turn)
}

// BeginStream begins the stream of the answer, whose events e writes.
func (c *Session) BeginStream(e stream.Encoder) {
	c.Stream.Begin(e, &c.Answer, c.Rand, c.Profile.StreamTokensMin, c.Profile.StreamTokensMax)
}

// BeginText is BeginStream for one choice whose text can be sent in batches. With clusters,
// events do not split the grapheme clusters of the text.
func (c *Session) BeginText(e stream.Encoder, clusters bool) {
	c.BeginStream(e)
	st := &c.Stream
	st.Prefix = slices.Grow(st.Prefix[:0], stream.Block)
	st.RenderSuffix()
	st.Choices = append(st.Choices, stream.Position{})
	st.Plain, st.AfterLast, st.Clusters = true, stream.StageFinish, clusters
}
