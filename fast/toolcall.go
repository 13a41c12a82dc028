package fast

import (
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// toolCall is a call of a tool in an answer.
type toolCall struct {
	kind  toolKind
	id    render.ID
	name  []byte       // JSON-escaped
	input pool.Article // arguments as JSON, or the text for a custom tool
}

// toolKind is what is called.
type toolKind uint8

const (
	toolFunction toolKind = iota
	toolCustom            // takes any text
	toolLegacy            // a function of a request that has no tools but functions
	toolKinds
)

// callTools adds a choice of at most left tokens that calls one of the tools, or,
// one time in three, two of them.
func (g *generator) callTools(c *turn, left int) {
	q := c.rich
	tools, n := q.offer.tools, 1
	if len(tools) > 1 && !q.offer.single && c.rng.IntN(3) == 0 {
		n = 2
	}
	said := choice{finish: q.offer.finish()}
	from := len(q.calls)
	first := c.rng.IntN(len(tools))
	for k := 0; k < n && (k == 0 || left > 0); k++ {
		one := g.call(c, &tools[(first+k)%len(tools)])
		if left < one.input.Tokens() {
			one.input, said.finish = one.input.First(left), finishLength
		}
		left -= one.input.Tokens()
		c.completionTokens += one.input.Tokens()
		q.calls = append(q.calls, one)
	}
	c.add(said, told{from: from, to: len(q.calls)})
}

// call makes up a call of t. The name is copied: a stream may outlive the
// request that it stands in.
func (g *generator) call(c *turn, t *tool) toolCall {
	q := c.rich
	at := len(q.text)
	q.text = append(q.text, t.name...)
	made := toolCall{kind: toolFunction, id: render.ID{c.rng.Uint64(), c.rng.Uint64()}, name: q.text[at:]}
	if t.schema == nil {
		made.kind = toolCustom
		if t.grammar != nil {
			c.scratch = t.grammar.Append(c.scratch[:0], c.rng)
			made.input = q.quote(skim.AppendUnescaped(nil, c.scratch[1:len(c.scratch)-1]))
			return made
		}
		made.input = g.pool.Pick(c.rng.Uint64(), c.manner.Tokens.Tokens(c.rng))
		return made
	}
	if q.offer.legacy {
		made.kind = toolLegacy
	}
	c.scratch = t.schema.Append(c.scratch[:0], c.rng)
	made.input = q.quote(c.scratch)
	return made
}
