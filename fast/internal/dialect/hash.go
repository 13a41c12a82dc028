package dialect

import (
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// HashInput returns the hash of an input. Equal inputs have the same, however they are escaped
// or spaced.
func (c *Session) HashInput(in *engine.Input) uint64 {
	if in.JSON != nil {
		return c.HashJSON(in.JSON, 1)
	}
	return c.HashText(in.Text, in.Escaped, 0)
}

// HashText hashes a text of the request, however it is escaped.
func (c *Session) HashText(text []byte, escaped bool, seed uint64) uint64 {
	if !escaped {
		return pool.Hash(seed, text)
	}
	c.Scratch = skim.AppendUnescaped(render.ResetOrDrop(c.Scratch), text)
	return pool.Hash(seed, c.Scratch)
}

// HashJSON hashes JSON of the request, however it is spaced.
func (c *Session) HashJSON(raw []byte, seed uint64) uint64 {
	if !decode.HasSpace(raw) {
		return pool.Hash(seed, raw)
	}
	c.Scratch = decode.AppendCompact(render.ResetOrDrop(c.Scratch), raw)
	return pool.Hash(seed, c.Scratch)
}
