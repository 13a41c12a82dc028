package ollama

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/stream"
)

// Text is what the codecs of chat and of generate have in common.
type Text struct {
	Generator *engine.Generator
	Models    *openai.Models
	Strict    bool // refuses models that are not listed
}

// generate generates the answer, unless nothing is to be said.
func (t *Text) generate(c *dialect.Session, how dialect.Codec) *apierr.Error {
	a := answerOf(c)
	if err := t.refuseModel(c); err != nil {
		return err
	}
	if a.silent != "" {
		c.Request.Stream = false
		return nil
	}
	if !c.NeedsExtras(t.Generator) {
		t.Generator.GenerateText(&c.Turn, nil, c.Request.MaxTokens)
		return nil
	}
	if err := t.readExtras(c); err != nil {
		return err
	}
	c.ReadLastSaid(how)
	c.ReadPromptSchema(how, t.Generator)
	t.Generator.GenerateChoices(&c.Turn)
	a.arrange(t.Generator)
	return nil
}

// refuseModel refuses what a strict server has no model for.
func (t *Text) refuseModel(c *dialect.Session) *apierr.Error {
	switch {
	case !t.Strict:
		return nil
	case len(c.Request.Model) == 0:
		return errNoModel
	case t.Models.Lists(withoutLatest(c.Model)) || t.Models.Lists(withoutLatest(c.BaseModel)):
		return nil
	}
	return modelNotFound(c.Model)
}

// Size is about how many bytes the answer holds.
func (*Text) Size(c *dialect.Session) (int, *apierr.Error) {
	size := c.Turn.Size(c.TextSize())
	if answerOf(c).form.context {
		size += maxContext * contextDigits
	}
	return size, nil
}

// Hold waits for all tokens but those of the reasoning, whose time comes before.
func (*Text) Hold(c *dialect.Session) (tokens int, waits bool) {
	return c.CompletionTokens - c.ReasoningTokens, answerOf(c).silent == ""
}

// Begin begins the stream.
func (t *Text) Begin(c *dialect.Session) {
	answerOf(c).begin(t.Generator.HasClusters())
}

// AppendAnswer appends an answer that is not streamed.
func (*Text) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	return answerOf(c).appendWhole(dst)
}

var _ stream.Encoder = (*answer)(nil)
