package behavior

import (
	"math"

	"mock-openai/fast/internal/window"
	"mock-openai/fast/profile"
)

// Window returns the context window of a model with that profile.
func Window(p *profile.Profile, model []byte) window.Size {
	switch {
	case p.ContextWindow > 0:
		return window.Size{Context: p.ContextWindow}
	case p.ContextWindow == profile.NoWindow:
		return window.Size{}
	}
	size := window.Of(model)
	if size == (window.Size{}) && p.Accent == profile.VLLM {
		size.Context = ServedWindow
	}
	return size
}

// ServedWindow is the context window of models that vLLM serves, if nothing else is known.
const ServedWindow = 131_072

// Window returns the context window that a request has to fit, zero if it fits any. own is
// the window that the request itself sets, or 0. Most requests fit all known models, so
// that no name is looked up.
func (m *Compiled) Window(model []byte, own, prompt, asked int) window.Size {
	if own > 0 {
		return window.Size{Context: own}
	}
	if asked == math.MaxInt {
		asked = m.longest
	}
	if m.ContextWindow == profile.KnownWindow && prompt <= window.Least && asked <= window.Least-prompt {
		return window.Size{}
	}
	return Window(&m.Profile, model)
}
