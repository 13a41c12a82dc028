package cohere

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/window"
)

// FitWindow refuses a chat that is too long for the model.
func (*Chat) FitWindow(c *dialect.Session, size window.Size) *apierr.Error {
	return c.FitWindow(size, tooLong)
}

func tooLong(x dialect.Excess) *apierr.Error {
	return badRequest("too many tokens: size limit exceeded by %d tokens. Try using shorter or fewer inputs. The limit for this model is %d tokens.",
		x.Prompt+x.Asked-x.Window, x.Window)
}
