package dialect

import (
	"math"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/window"
)

// Windowed is a codec whose requests have to fit the context window of the model.
type Windowed interface {
	Codec
	// FitWindow returns an error in the provider's words if the request does not fit the
	// window. It shortens the prompt where the provider does that.
	FitWindow(c *Session, size window.Size) *apierr.Error
}

// FitWindow calls the method of how if it has one. It is for codecs around others.
func FitWindow(how Codec, c *Session, size window.Size) *apierr.Error {
	if w, ok := how.(Windowed); ok {
		return w.FitWindow(c, size)
	}
	return nil
}

// Excess is a request that does not fit the context window, in tokens.
type Excess struct {
	Window int
	Prompt int
	Asked  int  // of the answer; 0 if the prompt alone is too long or the request sets no limit
	Input  bool // Window limits the prompt alone
}

// FitWindow returns the error of tooLong if the request does not fit the window. If it
// does, its answers end where the window ends.
func (c *Session) FitWindow(size window.Size, tooLong func(x Excess) *apierr.Error) *apierr.Error {
	prompt, asked := c.longestPrompt(), c.Request.MaxTokens
	switch {
	case size.Input > 0 && prompt > size.Input:
		return tooLong(Excess{Window: size.Input, Prompt: prompt, Input: true})
	case size.Context == 0:
		return nil
	case prompt > size.Context:
		return tooLong(Excess{Window: size.Context, Prompt: prompt})
	case asked != math.MaxInt && asked > size.Context-prompt:
		return tooLong(Excess{Window: size.Context, Prompt: prompt, Asked: asked})
	}
	c.Request.MaxTokens = min(asked, size.Context-prompt)
	return nil
}

// longestPrompt returns the tokens of the prompt, or of the longest if there are several.
func (c *Session) longestPrompt() int {
	if len(c.Inputs) == 0 {
		return c.PromptTokens
	}
	most := 0
	for i := range c.Inputs {
		most = max(most, c.Inputs[i].Tokens)
	}
	return most
}
