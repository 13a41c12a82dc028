package openai

import (
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/stream"
)

// callForms are the fragments of calls: up to the name, up to the input, and up to a
// further piece of the input in a stream.
var callForms = [engine.ToolKinds]struct{ name, input, piece string }{
	engine.ToolFunction: {`"type":"function","function":{"name":"`, `","arguments":"`, `"function":{"arguments":"`},
	engine.ToolCustom:   {`"type":"custom","custom":{"name":"`, `","input":"`, `"custom":{"input":"`},
	engine.ToolLegacy:   {`"function_call":{"name":"`, `","arguments":"`, `"function_call":{"arguments":"`},
}

// appendCallHead appends the members of a call up to its input.
func (f *Format) appendCallHead(dst []byte, t *engine.ToolCall) []byte {
	if t.Kind != engine.ToolLegacy {
		dst = f.appendCallID(append(dst, `"id":"`...), t)
		dst = append(dst, `",`...)
	}
	dst = append(append(dst, callForms[t.Kind].name...), t.Name...)
	return append(dst, callForms[t.Kind].input...)
}

// appendCallID appends the id of a call.
func (f *Format) appendCallID(dst []byte, t *engine.ToolCall) []byte {
	if f.AppendCallID == nil || t.Given != nil {
		return t.AppendID(dst, "call_")
	}
	return f.AppendCallID(dst, t.ID)
}

// appendCalls appends the member of a message that holds calls.
func (f *Format) appendCalls(dst []byte, calls []engine.ToolCall) []byte {
	if calls[0].Kind == engine.ToolLegacy {
		dst = append(f.appendCallHead(dst, &calls[0]), calls[0].Input.Text()...)
		return append(dst, `"}`...)
	}
	dst = append(dst, `"tool_calls":[`...)
	for i := range calls {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(f.appendCallHead(append(dst, '{'), &calls[i]), calls[i].Input.Text()...)
		dst = append(dst, `"}`...)
		if f.WholeCalls {
			dst = render.AppendInt(append(dst, `,"index":`...), i)
		}
		dst = append(dst, '}')
	}
	return append(dst, ']')
}

// appendCallDelta appends the members of the next delta of a call: first its name, then
// its input in pieces. The calls of the choice begin with number first.
func (f *Format) appendCallDelta(dst []byte, c *stream.Cursor, p *stream.Position, first int) []byte {
	one := &c.Answer.Extras.Calls[p.Call]
	if one.Kind != engine.ToolLegacy {
		dst = render.AppendInt(append(dst, `"tool_calls":[{"index":`...), p.Call-first)
		dst = append(dst, ',')
	}
	if !p.Named {
		p.Named = true
		dst = f.appendCallHead(dst, one)
	} else {
		to := c.DrawPiece(p.CallAt, one.Input)
		dst = append(append(dst, callForms[one.Kind].piece...), one.Input.Slice(p.CallAt, to)...)
		p.CallAt = to
	}
	if p.CallAt == one.Input.Tokens() {
		p.Call, p.CallAt, p.Named = p.Call+1, 0, false
	}
	if one.Kind == engine.ToolLegacy {
		return append(dst, `"}}`...)
	}
	return append(dst, `"}}]}`...)
}

// appendWholeCalls appends the last delta of choice i, which has all its calls, and the
// finish reason.
func (f *Format) appendWholeCalls(dst []byte, c *stream.Cursor, i int) []byte {
	p, more := &c.Choices[i], &c.Answer.Extras.Choices[i]
	calls := c.Answer.Extras.Calls[more.From:more.To]
	for k := range calls {
		c.Tokens += calls[k].Input.Tokens()
	}
	p.Call, p.Stage = more.To, stream.StageDone
	dst = f.appendCalls(append(append(dst, f.Extras.Delta...), `"content":"",`...), calls)
	return f.appendFinish(append(append(dst, '}'), f.Extras.Finish...), &c.Answer.Choices[i])
}
