package ollama

import (
	"math"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/window"
)

// FitWindow shortens a prompt that is too long for the model, as Ollama does unless the
// request says that it must not be truncated or shifted. As much as is kept takes half of
// the context.
func (t *Text) FitWindow(c *dialect.Session, size window.Size) *apierr.Error {
	const kept = 2 // tokens at the start, which are never dropped
	a, most := answerOf(c), size.Claim(math.MaxInt)
	if c.PromptTokens > most {
		if a.untruncated || a.unshifted {
			return badRequest("the prompt is longer than the context length currently available to the model; " +
				"shorten the prompt, adjust the context length in settings, or use a model with a longer context length")
		}
		c.PromptTokens = min(most, most/2+kept)
	}
	c.Request.MaxTokens = min(c.Request.MaxTokens, max(most-c.PromptTokens, 1))
	return nil
}

// FitWindow shortens each text that is too long for the model, unless the request says
// that it must not be truncated.
func (*Embed) FitWindow(c *dialect.Session, size window.Size) *apierr.Error {
	most := size.Claim(math.MaxInt)
	for i := range c.Inputs {
		in := &c.Inputs[i]
		if in.Tokens <= most {
			continue
		}
		if answerOf(c).untruncated {
			return badRequest("the input length exceeds the context length")
		}
		c.PromptTokens -= in.Tokens - most
		in.Tokens = most
	}
	return nil
}

// takeWindow takes the option num_ctx. A number that is not above 0 counts as absent.
func takeWindow(c *dialect.Session) *apierr.Error {
	c.Request.Window = 0
	n, isNumber, err := takeNumber(c, "num_ctx")
	if isNumber && n >= 1 && n < math.MaxInt32 {
		c.Request.Window = int(n)
	}
	return err
}
