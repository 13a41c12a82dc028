package exchange

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/window"
)

// fitWindow returns an error if the request does not fit the context window of its model.
func (c *call) fitWindow() *apierr.Error {
	size := c.Profile.Window(c.BaseModel, c.Request.Window, c.PromptTokens, c.Request.MaxTokens)
	if size == (window.Size{}) {
		return nil
	}
	return c.endpoint.Window.FitWindow(&c.Session, size)
}
