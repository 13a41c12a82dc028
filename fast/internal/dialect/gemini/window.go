package gemini

import (
	"cmp"
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/window"
)

// FitWindow refuses a prompt that is too long for the model. The limit of Google's models
// is for the prompt alone.
func (*Codec) FitWindow(c *dialect.Session, size window.Size) *apierr.Error {
	return c.FitWindow(window.Size{Input: cmp.Or(size.Input, size.Context)}, tooLong)
}

func tooLong(x dialect.Excess) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: fmt.Sprintf(
		"The input token count (%d) exceeds the maximum number of tokens allowed (%d).", x.Prompt, x.Window)}
}
