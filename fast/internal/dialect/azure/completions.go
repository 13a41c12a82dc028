package azure

import (
	"sync"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
)

// Completions is the codec of legacy completions. Each of several prompts has results of
// the content filter of its own.
type Completions struct {
	openai.Completions
	formats sync.Map // of *openai.Format, by the number of prompts
}

// Generate generates the choices.
func (t *Completions) Generate(c *dialect.Session) *apierr.Error {
	err := t.Completions.Generate(c)
	if n := len(c.Inputs); err == nil && n > 1 {
		c.Encoder = t.formatOf(n)
	}
	return err
}

// formatOf returns the format of completions of n prompts, rendered when it is first asked
// for.
func (t *Completions) formatOf(n int) *openai.Format {
	if f, known := t.formats.Load(n); known {
		return f.(*openai.Format)
	}
	f, _ := t.formats.LoadOrStore(n, newTextFormat(n))
	return f.(*openai.Format)
}
