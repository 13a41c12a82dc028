package fast

import (
	"sync/atomic"

	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/schema"
	"mock-openai/pool"
)

// maxSchemas is how many schemas are kept compiled.
const maxSchemas = 1024

// generator makes up what models say. It is safe for concurrent use.
type generator struct {
	pool       *pool.Pool
	schemas    *schema.Cache
	parameters *schema.Cache           // of functions
	model      []byte                  // of requests that name none, JSON-escaped
	echo       bool                    // every answer is what the user says
	overrides  bool                    // names of models may have settings
	replies    atomic.Pointer[replies] // nil where all text is generated
}

// newGenerator returns one that cuts what it says from p.
func newGenerator(p *pool.Pool) *generator {
	return &generator{
		pool:       p,
		schemas:    schema.NewCache(maxSchemas, schema.Compile),
		parameters: schema.NewCache(maxSchemas, schema.CompileObject),
	}
}

// name settles which model answers c, and returns the settings that stand in its name.
func (g *generator) name(c *turn) (settings []behavior.Override) {
	c.request.stop.rich = g.pool.Text() != pool.Ascii
	if c.model = c.request.model; c.model == nil {
		c.model = g.model
	}
	if c.named = c.model; g.overrides {
		c.named, settings = behavior.SplitModel(c.model)
	}
	return settings
}

// enrich returns what c asks for beyond plain text, to be filled in.
func (g *generator) enrich(c *turn) *rich {
	q := c.enrich()
	q.odds.pool = g.pool
	q.echo = g.echoes(c)
	q.offer.rate = c.manner.ToolCallRate
	return q
}
