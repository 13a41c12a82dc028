package bedrock

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/anthropic"
	"mock-openai/fast/internal/window"
)

// FitWindow refuses a conversation that is too long for the model.
func (*Converse) FitWindow(c *dialect.Session, size window.Size) *apierr.Error {
	return c.FitWindow(size, tooLong)
}

// FitWindow refuses a message that is too long for the model.
func (t *Invoke) FitWindow(c *dialect.Session, size window.Size) *apierr.Error {
	v := invocationOf(c)
	c.State = v.message
	err := t.Messages.Fit(c, size, tooLong)
	c.State = v
	return err
}

func tooLong(x dialect.Excess) *apierr.Error {
	if x.Asked == 0 {
		return invalid("Input is too long for requested model.")
	}
	return invalid("The model returned the following errors: %s", anthropic.WordTooLong(x))
}
