package fast

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
)

// completionCodec is that of legacy completions.
type completionCodec struct{ textAnswers }

func (*completionCodec) decode(_ *Server, c *call) *apierr.Error { return c.decodeCompletion(c.body) }

// generate makes up the choices.
func (*completionCodec) generate(s *Server, c *call) *apierr.Error {
	if s.isRich(c) {
		s.sayRichText(c)
		return nil
	}
	for i := range c.inputs {
		var echo []byte
		if c.request.echo {
			echo = c.inputs[i].text
		}
		for range c.request.n {
			s.say(c, echo, c.request.maxTokens)
		}
	}
	return nil
}

// decodeCompletion reads the request and counts its prompts. A request without
// one has an empty prompt, as in the real API.
func (c *call) decodeCompletion(body []byte) *apierr.Error {
	if err := c.decode(body, (*call).takeCompletion); err != nil {
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

func (c *call) takeCompletion(key []byte) *apierr.Error {
	switch string(key) {
	case "prompt":
		return c.takeInputs("prompt")
	case "echo":
		return c.in.TakeBool("echo", &c.request.echo, false)
	}
	return c.takeShared(key)
}
