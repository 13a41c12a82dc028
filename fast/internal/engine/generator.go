// Package engine generates what a model says: text, reasoning, tool calls and log
// probabilities, and counts their tokens. It knows no wire format.
package engine

import (
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/schema"
	"mock-openai/pool"
)

// maxSchemas is how many compiled schemas are kept.
const maxSchemas = 1024

// Generator generates answers. It is safe for concurrent use.
type Generator struct {
	Pool       *pool.Pool
	Schemas    *schema.Cache
	Parameters *schema.Cache // of functions
	Model      []byte        // of requests that name none, JSON-escaped
	Echo       bool          // every answer repeats what the user says
	SplitNames bool          // names of models may contain settings
	replies    replies
}

// New returns a Generator that takes its text from p.
func New(p *pool.Pool) *Generator {
	return &Generator{
		Pool:       p,
		Schemas:    schema.NewCache(maxSchemas, schema.Compile),
		Parameters: schema.NewCache(maxSchemas, schema.CompileObject),
	}
}

// HasClusters reports whether texts have grapheme clusters of more than one character.
func (g *Generator) HasClusters() bool { return g.Pool.Text() != pool.Ascii }

// ResolveModel determines which model answers c, and returns the settings in its name.
func (g *Generator) ResolveModel(c *Turn) (settings []behavior.Override) {
	c.Request.Stop.anyEscapes = g.Pool.Text() != pool.Ascii
	if c.Model = c.Request.Model; c.Model == nil {
		c.Model = g.Model
	}
	if c.BaseModel = c.Model; g.SplitNames {
		c.BaseModel, settings = behavior.SplitModel(c.Model)
	}
	return settings
}

// Extras returns the Extras of c, to be filled in.
func (g *Generator) Extras(c *Turn) *Extras {
	q := c.WithExtras()
	q.Logprobs.pool = g.Pool
	q.Echo = g.echoes(c)
	q.Tools.Rate = c.Profile.ToolCallRate
	return q
}
