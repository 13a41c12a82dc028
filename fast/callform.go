package fast

import "mock-openai/fast/internal/render"

// callForms are how calls are written: up to the name, up to the input, and up to a
// further piece of that in a stream.
var callForms = [toolKinds]struct{ name, input, piece string }{
	toolFunction: {`"type":"function","function":{"name":"`, `","arguments":"`, `"function":{"arguments":"`},
	toolCustom:   {`"type":"custom","custom":{"name":"`, `","input":"`, `"custom":{"input":"`},
	toolLegacy:   {`"function_call":{"name":"`, `","arguments":"`, `"function_call":{"arguments":"`},
}

// appendCallHead appends the members of a call up to its input.
func appendCallHead(dst []byte, t *toolCall) []byte {
	if t.kind != toolLegacy {
		dst = t.id.AppendAnswer(append(dst, `"id":"call_`...))
		dst = append(dst, `",`...)
	}
	dst = append(append(dst, callForms[t.kind].name...), t.name...)
	return append(dst, callForms[t.kind].input...)
}

// appendCalls appends the member of a message that holds calls.
func appendCalls(dst []byte, calls []toolCall) []byte {
	if calls[0].kind == toolLegacy {
		dst = append(appendCallHead(dst, &calls[0]), calls[0].input.Text()...)
		return append(dst, `"}`...)
	}
	dst = append(dst, `"tool_calls":[`...)
	for i := range calls {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendCallHead(append(dst, '{'), &calls[i]), calls[i].input.Text()...)
		dst = append(dst, `"}}`...)
	}
	return append(dst, ']')
}

// appendCallDelta appends the members of a delta of the call whose turn it is at p:
// first its name, then its input in pieces. The calls of the choice begin with number
// first.
func appendCallDelta(dst []byte, c *cursor, p *position, first int) []byte {
	one := &c.answer.rich.calls[p.call]
	if one.kind != toolLegacy {
		dst = render.AppendInt(append(dst, `"tool_calls":[{"index":`...), p.call-first)
		dst = append(dst, ',')
	}
	if !p.named {
		p.named = true
		dst = appendCallHead(dst, one)
	} else {
		to := c.pieceEnd(p.callAt, one.input)
		dst = append(append(dst, callForms[one.kind].piece...), one.input.Slice(p.callAt, to)...)
		p.callAt = to
	}
	if p.callAt == one.input.Tokens() {
		p.call, p.callAt, p.named = p.call+1, 0, false
	}
	if one.kind == toolLegacy {
		return append(dst, `"}}`...)
	}
	return append(dst, `"}}]}`...)
}
