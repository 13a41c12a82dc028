package fast

import (
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// toolCall is a call of a tool in an answer.
type toolCall struct {
	form  *callForm
	id    render.ID
	name  []byte       // JSON-escaped
	input pool.Article // arguments as JSON, or the text for a custom tool
}

// callTools adds a choice of at most left tokens that calls one of the tools, or,
// one time in three, two of them.
func (s *Server) callTools(c *call, left int) {
	q := c.rich
	tools, n := q.offer.tools, 1
	if len(tools) > 1 && !q.offer.single && c.rng.IntN(3) == 0 {
		n = 2
	}
	said := choice{finish: q.offer.finish()}
	from := len(q.calls)
	first := c.rng.IntN(len(tools))
	for k := 0; k < n && (k == 0 || left > 0); k++ {
		one := s.call(c, &tools[(first+k)%len(tools)])
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
func (s *Server) call(c *call, t *tool) toolCall {
	q := c.rich
	at := len(q.text)
	q.text = append(q.text, t.name...)
	made := toolCall{form: &functionForm, id: render.ID{c.rng.Uint64(), c.rng.Uint64()}, name: q.text[at:]}
	if t.schema == nil {
		made.form = &customForm
		if t.grammar != nil {
			c.scratch = t.grammar.Append(c.scratch[:0], c.rng)
			made.input = q.quote(skim.AppendUnescaped(nil, c.scratch[1:len(c.scratch)-1]))
			return made
		}
		made.input = s.pool.Pick(c.rng.Uint64(), c.manner.Tokens.Tokens(c.rng))
		return made
	}
	if q.offer.legacy {
		made.form = &legacyForm
	}
	c.scratch = t.schema.Append(c.scratch[:0], c.rng)
	made.input = q.quote(c.scratch)
	return made
}

// callForm is how a kind of call is written: up to its name, up to its input,
// and up to a further piece of that in a stream.
type callForm struct {
	name, input, piece string
	item               *itemForm // in a response
}

var (
	functionForm = callForm{`"type":"function","function":{"name":"`, `","arguments":"`, `"function":{"arguments":"`, &functionItem}
	customForm   = callForm{`"type":"custom","custom":{"name":"`, `","input":"`, `"custom":{"input":"`, &customItem}
	legacyForm   = callForm{`"function_call":{"name":"`, `","arguments":"`, `"function_call":{"arguments":"`, nil}
)

// appendHead appends the members of a call up to its input.
func (t *toolCall) appendHead(dst []byte) []byte {
	if t.form != &legacyForm {
		dst = t.id.AppendAnswer(append(dst, `"id":"call_`...))
		dst = append(dst, `",`...)
	}
	dst = append(append(dst, t.form.name...), t.name...)
	return append(dst, t.form.input...)
}

// appendCalls appends the member of a message that holds calls.
func appendCalls(dst []byte, calls []toolCall) []byte {
	if calls[0].form == &legacyForm {
		dst = append(calls[0].appendHead(dst), calls[0].input.Text()...)
		return append(dst, `"}`...)
	}
	dst = append(dst, `"tool_calls":[`...)
	for i := range calls {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(calls[i].appendHead(append(dst, '{')), calls[i].input.Text()...)
		dst = append(dst, `"}}`...)
	}
	return append(dst, ']')
}

// appendCallDelta appends the members of a delta of the call whose turn it is at p:
// first its name, then its input in pieces. The calls of the choice begin with number
// first.
func (c *cursor) appendCallDelta(dst []byte, p *position, first int) []byte {
	one := &c.answer.rich.calls[p.call]
	if one.form != &legacyForm {
		dst = render.AppendInt(append(dst, `"tool_calls":[{"index":`...), p.call-first)
		dst = append(dst, ',')
	}
	if !p.named {
		p.named = true
		dst = one.appendHead(dst)
	} else {
		to := c.pieceEnd(p.callAt, one.input)
		dst = append(append(dst, one.form.piece...), one.input.Slice(p.callAt, to)...)
		p.callAt = to
	}
	if p.callAt == one.input.Tokens() {
		p.call, p.callAt, p.named = p.call+1, 0, false
	}
	if one.form == &legacyForm {
		return append(dst, `"}}`...)
	}
	return append(dst, `"}}]}`...)
}
