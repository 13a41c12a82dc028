package anthropic

import (
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/window"
)

// FitWindow refuses a message that is too long for the model.
func (*Messages) FitWindow(c *dialect.Session, size window.Size) *apierr.Error {
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
