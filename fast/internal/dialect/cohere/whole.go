package cohere

import (
	"mock-openai/fast/internal/render"
)

// appendWhole appends the message in one piece.
func (m *message) appendWhole(dst []byte) []byte {
	c := m.session
	dst = c.ID.AppendUUID(append(dst, `{"id":"`...))
	dst = append(dst, `","message":{"role":"assistant"`...)
	content, calls := m.contentEnd(), m.callsStart()
	if content > 0 || calls == len(m.blocks) { // an answer without a text has empty content
		dst = append(dst, `,"content":[`...)
		for i := range content {
			dst = appendContent(dst, &m.blocks[i])
		}
		dst = append(dst, ']')
	}
	if content < calls {
		dst = append(append(append(dst, `,"tool_plan":"`...), m.blocks[content].text.Text()...), '"')
	}
	dst = m.appendCalls(dst, m.blocks[calls:])
	dst = m.appendCitations(dst)
	dst = append(append(dst, `},"finish_reason":"`...), m.finishReason()...)
	dst = m.appendUsage(append(dst, `","usage":`...), c.CompletionTokens)
	if m.tellsLogprobs() {
		dst = append(m.appendAllLogprobs(append(dst, `,"logprobs":[`...)), ']')
	}
	return append(dst, '}')
}

// contentEnd returns how many blocks of content there are. They come before a plan.
func (m *message) contentEnd() (i int) {
	for i < len(m.blocks) && m.blocks[i].kind <= thinkingBlock {
		i++
	}
	return i
}

// callsStart returns where the calls begin, which come last.
func (m *message) callsStart() int {
	i := len(m.blocks)
	for i > 0 && m.blocks[i-1].kind == callBlock {
		i--
	}
	return i
}

// appendContent appends a block of the content.
func appendContent(dst []byte, b *block) []byte {
	if b.index > 0 {
		dst = append(dst, ',')
	}
	start := `{"type":"text","text":"`
	if b.kind == thinkingBlock {
		start = `{"type":"thinking","thinking":"`
	}
	dst = append(append(dst, start...), b.text.Text()...)
	return append(dst, `"}`...)
}

// appendCalls appends the calls of tools, if there are any.
func (m *message) appendCalls(dst []byte, calls []block) []byte {
	for i := range calls {
		if i == 0 {
			dst = append(dst, `,"tool_calls":[`...)
		} else {
			dst = append(dst, ',')
		}
		dst = append(appendCallStart(dst, &calls[i]), calls[i].text.Text()...)
		dst = append(dst, `"}}`...)
		if i == len(calls)-1 {
			dst = append(dst, ']')
		}
	}
	return dst
}

// callIDLength is how many letters and digits the id of a call has after the name of its
// tool.
const callIDLength = 12

// appendCallStart appends a call up to its arguments, which are JSON in a string.
func appendCallStart(dst []byte, b *block) []byte {
	dst = append(dst, `{"id":"`...)
	if b.call.Given != nil {
		dst = append(dst, b.call.Given...)
	} else {
		dst = append(append(dst, b.call.Name...), '_')
		at := len(dst)
		dst = b.call.ID.AppendAnswer(dst)[:at+callIDLength]
	}
	dst = append(append(dst, `","type":"function","function":{"name":"`...), b.call.Name...)
	return append(dst, `","arguments":"`...)
}

// appendCitations appends the citations, if there are any.
func (m *message) appendCitations(dst []byte) []byte {
	for i := range m.citations.n {
		if i == 0 {
			dst = append(dst, `,"citations":[`...)
		} else {
			dst = append(dst, ',')
		}
		dst = append(dst, m.citations.of(i)...)
		if i == m.citations.n-1 {
			dst = append(dst, ']')
		}
	}
	return dst
}

// appendUsage appends what is billed, and the tokens of the prompt and of the answer so
// far. Both are the same here: no prompt has tokens that nobody sent.
func (m *message) appendUsage(dst []byte, output int) []byte {
	for _, name := range [...]string{`{"billed_units":{"input_tokens":`, `,"tokens":{"input_tokens":`} {
		dst = render.AppendInt(append(dst, name...), m.session.PromptTokens)
		dst = render.AppendInt(append(dst, `,"output_tokens":`...), output)
		dst = append(dst, '}')
	}
	if cache := &m.session.Cache; cache.On {
		dst = render.AppendInt(append(dst, `,"cached_tokens":`...), cache.Read)
	}
	return append(dst, '}')
}
