package fast

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
)

// completionCodec is that of legacy completions.
type completionCodec struct{ textAnswers }

// decode reads the request and counts its prompts. A request without one has an empty
// prompt, as in the real API.
func (*completionCodec) decode(c *session) *apierr.Error {
	if err := c.decode(takeCompletion); err != nil {
		return err
	}
	if len(c.inputs) == 0 {
		c.inputs = append(c.inputs, input{})
	}
	if len(c.inputs)*c.request.n > maxInputs {
		return decode.TooLong("prompt", maxInputs/c.request.n, len(c.inputs))
	}
	for i := range c.inputs {
		c.promptTokens += c.inputs[i].tokens
	}
	return nil
}

// generate makes up the choices.
func (t *completionCodec) generate(c *session) *apierr.Error {
	t.choose(c)
	if t.generator.isRich(&c.turn) {
		readLegacyOdds(&t.generator.enrich(&c.turn).odds, c.options[wishLogprobs])
		t.generator.sayRichText(&c.turn)
		return nil
	}
	for i := range c.inputs {
		var echo []byte
		if c.request.echo {
			echo = c.inputs[i].text
		}
		for range c.request.n {
			t.generator.say(&c.turn, echo, c.request.maxTokens)
		}
	}
	return nil
}

func takeCompletion(c *session, key []byte) *apierr.Error {
	switch string(key) {
	case "prompt":
		return takeInputs(c, "prompt")
	case "echo":
		return c.in.TakeBool("echo", &c.request.echo, false)
	}
	return takeShared(c, key)
}
