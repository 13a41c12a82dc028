package openai

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
)

var required = []byte(`"required"`)

// readOptions settles what the members of a request mean together.
func (t *Chat) readOptions(c *dialect.Session) *apierr.Error {
	g := t.Generator
	q := g.Extras(&c.Turn)
	f := c.Encoder.(*Format)
	for _, option := range f.Ignored {
		c.Options[option] = nil
	}
	q.ShowReasoning = f.ReasoningDelta != ""
	ReadLogprobs(&q.Logprobs, c.Options[optionLogprobs], c.Options[OptionTopLogprobs])
	q.Effort = EffortOf(c.Options[optionReasoningEffort])
	if f.ReadReasoning != nil {
		f.ReadReasoning(c)
	}
	q.Audio = decode.Contains(c.Options[optionModalities], `"audio"`)
	if f.AnyCalls && string(c.Options[OptionToolChoice]) == `"any"` {
		c.Options[OptionToolChoice] = required
	}
	if err := ReadTools(g, c, false); err != nil {
		return err
	}
	if err := readResponseFormat(g, c); err != nil {
		return err
	}
	if err := readGuide(g, c); err != nil {
		return err
	}
	readPromptLogprobs(c)
	c.ReadLastSaid(t)
	c.ReadPromptSchema(t, t.Generator)
	return nil
}
