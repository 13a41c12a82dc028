package engine

import (
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// ToolCall is a tool call in an answer.
type ToolCall struct {
	Kind  ToolKind
	ID    render.ID
	Name  []byte       // JSON-escaped
	Input pool.Article // arguments as JSON, or the text for a custom tool
	Given []byte       // the whole id, JSON-escaped, in place of one made of ID; nil for none

	Namespace []byte // of the tool, JSON-escaped; nil for none
}

// AppendID appends the id of t, JSON-escaped: the given one, or else letters and digits
// after the prefix of the dialect.
func (t *ToolCall) AppendID(dst []byte, prefix string) []byte {
	if t.Given != nil {
		return append(dst, t.Given...)
	}
	return t.ID.AppendAnswer(append(dst, prefix...))
}

// ToolKind is the kind of tool that is called.
type ToolKind uint8

const (
	ToolFunction ToolKind = iota
	ToolCustom            // takes any text
	ToolLegacy            // a function of the legacy parameter functions
	ToolKinds
)

// callTools adds a choice of at most left tokens that calls one of the tools or, one
// time in three, two of them.
func (g *Generator) callTools(c *Turn, left int) {
	q := c.Extras
	tools, n := q.Tools.Tools, 1
	if len(tools) > 1 && !q.Tools.Single && c.Rand.IntN(3) == 0 {
		n = 2
	}
	choice := Choice{Finish: q.Tools.finish()}
	from := len(q.Calls)
	first := c.Rand.IntN(len(tools))
	for k := 0; k < n && (k == 0 || left > 0); k++ {
		one := g.call(c, &tools[(first+k)%len(tools)])
		if left < one.Input.Tokens() {
			one.Input, choice.Finish = one.Input.First(left), FinishLength
		}
		left -= one.Input.Tokens()
		c.CompletionTokens += one.Input.Tokens()
		q.Calls = append(q.Calls, one)
	}
	c.appendChoice(choice, ChoiceExtras{From: from, To: len(q.Calls)})
}

// call generates a call of t. The names are copied, because a stream may outlive the
// body of its request.
func (g *Generator) call(c *Turn, t *Tool) ToolCall {
	q := c.Extras
	made := ToolCall{Kind: ToolFunction, ID: render.ID{c.Rand.Uint64(), c.Rand.Uint64()}, Name: q.copied(t.Name), Namespace: q.copied(t.Namespace)}
	if t.Schema == nil {
		made.Kind = ToolCustom
		if t.Grammar != nil {
			c.Scratch = t.Grammar.Append(c.Scratch[:0], c.Rand)
			made.Input = q.Quote(skim.AppendUnescaped(nil, c.Scratch[1:len(c.Scratch)-1]))
			return made
		}
		made.Input = g.Pool.Pick(c.Rand.Uint64(), c.Profile.Tokens.Tokens(c.Rand))
		return made
	}
	if q.Tools.Legacy {
		made.Kind = ToolLegacy
	}
	c.Scratch = t.Schema.Append(c.Scratch[:0], c.Rand)
	made.Input = q.Quote(c.Scratch)
	return made
}

// copied returns a copy of text that stays with the request's extras; nil for none.
func (q *Extras) copied(text []byte) []byte {
	if len(text) == 0 {
		return nil
	}
	at := len(q.Text)
	q.Text = append(q.Text, text...)
	return q.Text[at:]
}
