package anthropic

import (
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/render"
)

// appendWhole appends the message.
func (m *message) appendWhole(dst []byte) []byte {
	dst = m.appendHead(dst)
	for i := range m.blocks {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = m.appendBlock(dst, i)
	}
	dst = m.appendStop(append(dst, ']', ','))
	dst = append(dst, `,"usage":{`...)
	dst = m.appendInputUsage(dst)
	dst = m.appendOutputUsage(append(m.appendCreation(dst), ','))
	return append(m.appendEdits(m.appendServing(dst)), '}')
}

// appendEdits appends what became of the edits that a request wants of its context. None is
// ever applied.
func (m *message) appendEdits(dst []byte) []byte {
	if !m.wantsEdits {
		return dst
	}
	return append(dst, `,"context_management":{"applied_edits":[]}`...)
}

// appendServing appends the end of usage: how the request was served.
func (m *message) appendServing(dst []byte) []byte {
	dst = append(dst, `,"service_tier":"standard","inference_geo":"not_available"`...)
	switch string(m.speed) {
	case "fast", "standard":
		dst = append(append(append(dst, `,"speed":"`...), m.speed...), '"')
	}
	return append(dst, '}')
}

// appendHead appends the message up to its first block.
func (m *message) appendHead(dst []byte) []byte {
	c := m.session
	dst = append(append(dst, `{"model":"`...), c.Model...)
	dst = c.ID.AppendAnswer(append(append(dst, `","id":"`...), m.idPrefix...))
	return append(dst, `","type":"message","role":"assistant","content":[`...)
}

// appendStop appends the members that say why the message ends.
func (m *message) appendStop(dst []byte) []byte {
	why := m.session.StopReason(refusal)
	if m.filling && why == "max_tokens" {
		why = "model_context_window_exceeded"
	}
	dst = append(append(append(dst, `"stop_reason":"`...), why...), `","stop_sequence":`...)
	if stop := m.session.Choices[0].Stop; stop != nil {
		dst = append(append(append(dst, '"'), stop...), '"')
	} else {
		dst = append(dst, `null`...)
	}
	if why == refusal {
		return append(dst, `,"stop_details":{"type":"refusal","category":null,"explanation":null}`...)
	}
	return append(dst, `,"stop_details":null`...)
}

// refusal is the stop reason of an answer that is refused.
const refusal = "refusal"

// appendInputUsage appends the members of usage that count the prompt.
func (m *message) appendInputUsage(dst []byte) []byte {
	cache := &m.session.Cache
	dst = render.AppendInt(append(dst, `"input_tokens":`...), m.session.PromptTokens-cache.Read-cache.Written)
	dst = render.AppendInt(append(dst, `,"cache_creation_input_tokens":`...), cache.Written)
	return render.AppendInt(append(dst, `,"cache_read_input_tokens":`...), cache.Read)
}

// appendCreation appends the member of usage that says for how long the cache keeps the
// tokens that were new to it.
func (m *message) appendCreation(dst []byte) []byte {
	cache := &m.session.Cache
	dst = render.AppendInt(append(dst, `,"cache_creation":{"ephemeral_5m_input_tokens":`...), cache.Written-cache.WrittenHour)
	dst = render.AppendInt(append(dst, `,"ephemeral_1h_input_tokens":`...), cache.WrittenHour)
	return append(dst, '}')
}

// appendOutputUsage appends the members of usage that count the answer.
func (m *message) appendOutputUsage(dst []byte) []byte {
	c := m.session
	dst = render.AppendInt(append(dst, `"output_tokens":`...), c.CompletionTokens)
	dst = render.AppendInt(append(dst, `,"output_tokens_details":{"thinking_tokens":`...), c.ReasoningTokens)
	return append(dst, '}')
}

// appendBlock appends block i with its whole content.
func (m *message) appendBlock(dst []byte, i int) []byte {
	b := &m.blocks[i]
	switch b.Kind {
	case dialect.ReasoningBlock:
		dst = append(dst, `{"type":"thinking","thinking":"`...)
		if !m.omitted {
			dst = append(dst, b.Text.Text()...)
		}
		dst = m.session.AppendSignature(append(dst, `","signature":"`...), i)
		return append(dst, `"}`...)
	case dialect.ToolBlock:
		dst = m.appendToolHead(dst, i)
		dst = b.AppendInput(dst)
		return append(dst, toolEnd...)
	}
	dst = append(dst, `{"type":"text","text":"`...)
	return append(append(dst, b.Text.Text()...), `"}`...)
}

// appendToolHead appends block i, which is a call, up to its input.
func (m *message) appendToolHead(dst []byte, i int) []byte {
	call := m.blocks[i].Call
	dst = append(dst, `{"type":"tool_use","id":"`...)
	if call.Given != nil {
		dst = append(dst, call.Given...)
	} else {
		dst = m.session.BlockID(i).AppendAnswer(append(dst, "toolu_"...))
	}
	dst = append(append(dst, `","name":"`...), call.Name...)
	return append(dst, `","input":`...)
}

const toolEnd = `,"caller":{"type":"direct"}}`
