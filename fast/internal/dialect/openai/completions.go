package openai

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
)

// Completions is the codec of POST /v1/completions.
type Completions struct{ Text }

// Decode reads the request and counts its prompts. A request without one has an empty
// prompt, as in the real API.
func (*Completions) Decode(c *dialect.Session) *apierr.Error {
	if err := c.DecodeMembers(takeCompletion); err != nil {
		return err
	}
	if len(c.Inputs) == 0 {
		c.Inputs = append(c.Inputs, engine.Input{})
	}
	if len(c.Inputs)*c.Request.N > engine.MaxInputs {
		return decode.TooLong("prompt", engine.MaxInputs/c.Request.N, len(c.Inputs))
	}
	for i := range c.Inputs {
		c.PromptTokens += c.Inputs[i].Tokens
	}
	return nil
}

// Generate generates the choices.
func (t *Completions) Generate(c *dialect.Session) *apierr.Error {
	t.choose(c)
	if err := prepareServed(c); err != nil {
		return err
	}
	if t.Generator.NeedsExtras(&c.Turn) {
		readLegacyLogprobs(&t.Generator.Extras(&c.Turn).Logprobs, c.Options[optionLogprobs])
		if err := readGuide(t.Generator, c); err != nil {
			return err
		}
		readPromptLogprobs(c)
		t.Generator.GenerateTexts(&c.Turn)
		return nil
	}
	for i := range c.Inputs {
		var echo []byte
		if c.Request.Echo {
			echo = c.Inputs[i].Text
		}
		for range c.Request.N {
			t.Generator.GenerateText(&c.Turn, echo, c.Request.MaxTokens)
		}
	}
	return nil
}

func takeCompletion(c *dialect.Session, key []byte) *apierr.Error {
	switch string(key) {
	case "prompt":
		return takeInputs(c, "prompt")
	case "random_seed": // of Mistral
		TakeSeed(c)
		return nil
	case "echo":
		return c.In.TakeBool("echo", &c.Request.Echo, false)
	}
	return takeServed(c, key)
}
