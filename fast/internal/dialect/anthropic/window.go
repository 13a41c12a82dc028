package anthropic

import (
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/window"
)

// FitWindow refuses a message that is too long for the model.
func (t *Messages) FitWindow(c *dialect.Session, size window.Size) *apierr.Error {
	return t.Fit(c, size, tooLong)
}

// Fit is FitWindow with the error of tooLong. To newer models a limit of tokens that is too
// high is no error: an answer that fills the window ends there, and says so.
func (*Messages) Fit(c *dialect.Session, size window.Size, tooLong func(dialect.Excess) *apierr.Error) *apierr.Error {
	q := &c.Request
	if room := size.Context - c.PromptTokens; size.Context > 0 && room >= 0 && q.MaxTokens > room && generation(c.BaseModel) >= fillsWindow {
		q.MaxTokens, messageOf(c).filling = room, true
	}
	return c.FitWindow(size, tooLong)
}

func tooLong(x dialect.Excess) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: WordTooLong(x)}
}

// WordTooLong returns the message for a request that does not fit the context window.
// Anthropic's models on Bedrock use it, too.
func WordTooLong(x dialect.Excess) string {
	if x.Asked == 0 {
		return fmt.Sprintf("prompt is too long: %d tokens > %d maximum", x.Prompt, x.Window)
	}
	return fmt.Sprintf("input length and `max_tokens` exceed context limit: %d + %d > %d, decrease input length or `max_tokens` and try again",
		x.Prompt, x.Asked, x.Window)
}
