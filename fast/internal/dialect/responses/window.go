package responses

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/window"
)

// FitWindow refuses a request that is too long for the model. If it has truncation auto,
// what is too long of its input is dropped.
func (*Codec) FitWindow(c *dialect.Session, size window.Size) *apierr.Error {
	if string(responseOf(c).given[paramTruncation]) != `"auto"` {
		return c.FitWindow(size, tooLong)
	}
	if size.Input > 0 {
		c.PromptTokens = min(c.PromptTokens, size.Input)
	}
	if size.Context > 0 {
		room := size.Context - min(c.Request.MaxTokens, size.Context)
		c.PromptTokens = min(c.PromptTokens, max(room, 1))
	}
	return c.FitWindow(size, tooLong)
}

func tooLong(dialect.Excess) *apierr.Error { return errTooLong }

var errTooLong = &apierr.Error{Status: fasthttp.StatusBadRequest, Param: "input", Code: "context_length_exceeded",
	Message: "Your input exceeds the context window of this model. Please adjust your input and try again."}
