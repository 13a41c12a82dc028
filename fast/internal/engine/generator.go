// Package engine makes up what a model says: text, reasoning, calls of tools, log
// probabilities, and how all of it is counted. It knows no wire format.
package engine

import (
	"sync/atomic"

	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/schema"
	"mock-openai/pool"
)

// maxSchemas is how many schemas are kept compiled.
const maxSchemas = 1024

// Generator makes up what models say. It is safe for concurrent use.
type Generator struct {
	Pool       *pool.Pool
	Schemas    *schema.Cache
	Parameters *schema.Cache           // of functions
	Model      []byte                  // of requests that name none, JSON-escaped
	Echo       bool                    // every answer is what the user says
	SplitNames bool                    // names of models may have settings
	replies    atomic.Pointer[replies] // nil where all text is generated
}

// New returns one that cuts what it says from p.
func New(p *pool.Pool) *Generator {
	return &Generator{
		Pool:       p,
		Schemas:    schema.NewCache(maxSchemas, schema.Compile),
		Parameters: schema.NewCache(maxSchemas, schema.CompileObject),
	}
}

// Name settles which model answers c, and returns the settings that stand in its name.
func (g *Generator) Name(c *Turn) (settings []behavior.Override) {
	c.Request.Stop.rich = g.Pool.Text() != pool.Ascii
	if c.Model = c.Request.Model; c.Model == nil {
		c.Model = g.Model
	}
	if c.BaseModel = c.Model; g.SplitNames {
		c.BaseModel, settings = behavior.SplitModel(c.Model)
	}
	return settings
}

// Extras returns what c asks for beyond plain text, to be filled in.
func (g *Generator) Extras(c *Turn) *Extras {
	q := c.WithExtras()
	q.Logprobs.pool = g.Pool
	q.Echo = g.echoes(c)
	q.Tools.Rate = c.Profile.ToolCallRate
	return q
}
