package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/window"
	"mock-openai/fast/profile"
)

// Profile returns the profile of models without a profile of their own.
func (c Config) Profile() profile.Profile {
	c = c.withDefaults()
	return profile.Profile{
		Tokens:          c.Answers.Tokens,
		StreamTokensMin: c.Answers.StreamTokensMin,
		StreamTokensMax: c.Answers.StreamTokensMax,
		ResponseDelay:   c.Timing.ResponseDelay,
		ReasoningTokens: c.Answers.ReasoningTokens,
		ToolCallRate:    c.Answers.ToolCallRate,
		ContextWindow:   c.Answers.ContextWindow,
		Accent:          c.Answers.Accent,
		Latency:         c.Timing.Latency,
		Faults:          c.Faults.Plan,
		Quirks:          c.Faults.Quirks,
		ErrorStatus:     []int{fasthttp.StatusInternalServerError},
	}
}

// accentOf returns the accent of a model at start.
func (c Config) accentOf(id string) profile.Accent {
	if own, ok := c.Answers.Profiles[id]; ok {
		return own.Accent
	}
	return c.Answers.Accent
}

// windowOf returns the context window of a model at start.
func (c Config) windowOf(id string) window.Size {
	own, ok := c.Answers.Profiles[id]
	if !ok {
		own = profile.Profile{ContextWindow: c.Answers.ContextWindow, Accent: c.Answers.Accent}
	}
	return behavior.Window(&own, []byte(id))
}
