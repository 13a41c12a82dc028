package bedrock

import (
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
)

// The service sorts members by name.

// appendWhole appends the answer in one piece.
func (m *message) appendWhole(dst []byte) []byte {
	dst = m.appendMetrics(m.appendModelFields(append(dst, '{')))
	dst = append(dst, `,"output":{"message":{"content":[`...)
	for i := range m.blocks {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = m.appendBlock(dst, i)
	}
	dst = append(append(dst, `],"role":"assistant"}},"stopReason":"`...), m.session.StopReason("content_filtered")...)
	return append(m.appendUsage(append(dst, '"', ',')), '}')
}

// appendModelFields appends the members of the model's own answer that the request asks
// for, and a comma.
func (m *message) appendModelFields(dst []byte) []byte {
	if !m.stopField && !m.stopInDelta {
		return dst
	}
	dst = append(dst, `"additionalModelResponseFields":{`...)
	if m.stopInDelta {
		dst = append(m.appendStop(append(dst, `"delta":{`...)), '}')
	}
	if m.stopField {
		if m.stopInDelta {
			dst = append(dst, ',')
		}
		dst = m.appendStop(dst)
	}
	return append(dst, '}', ',')
}

// appendStop appends the stop sequence that ends the message.
func (m *message) appendStop(dst []byte) []byte {
	dst = append(dst, `"stop_sequence":`...)
	if stop := m.session.Choices[0].Stop; stop != nil {
		return append(append(append(dst, '"'), stop...), '"')
	}
	return append(dst, "null"...)
}

func (m *message) appendMetrics(dst []byte) []byte {
	return append(render.AppendInt(append(dst, `"metrics":{"latencyMs":`...), m.latency()), '}')
}

func (m *message) appendUsage(dst []byte) []byte {
	c := m.session
	dst = append(dst, `"usage":{`...)
	if c.Cache.Written > 0 {
		dst = m.appendCacheDetails(dst)
	}
	dst = render.AppendInt(append(dst, `"cacheReadInputTokenCount":`...), c.Cache.Read)
	dst = render.AppendInt(append(dst, `,"cacheReadInputTokens":`...), c.Cache.Read)
	dst = render.AppendInt(append(dst, `,"cacheWriteInputTokenCount":`...), c.Cache.Written)
	dst = render.AppendInt(append(dst, `,"cacheWriteInputTokens":`...), c.Cache.Written)
	dst = render.AppendInt(append(dst, `,"inputTokens":`...), uncached(&c.Answer))
	dst = render.AppendInt(append(dst, `,"outputTokens":`...), c.CompletionTokens)
	dst = render.AppendInt(append(dst, `,"serverToolUsage":{},"totalTokens":`...), c.PromptTokens+c.CompletionTokens)
	return append(dst, '}')
}

// appendCacheDetails appends how long the cache keeps what it did not have, and a comma.
func (m *message) appendCacheDetails(dst []byte) []byte {
	cache := &m.session.Cache
	dst = append(dst, `"cacheDetails":[`...)
	if cache.WrittenHour > 0 {
		dst = append(render.AppendInt(append(dst, `{"inputTokens":`...), cache.WrittenHour), `,"ttl":"1h"},`...)
	}
	if short := cache.Written - cache.WrittenHour; short > 0 {
		dst = append(render.AppendInt(append(dst, `{"inputTokens":`...), short), `,"ttl":"5m"},`...)
	}
	return append(dst[:len(dst)-1], `],`...)
}

// uncached returns the tokens of the prompt that the cache neither had nor keeps.
func uncached(a *engine.Answer) int { return a.PromptTokens - a.Cache.Read - a.Cache.Written }

// appendBlock appends block i in one piece.
func (m *message) appendBlock(dst []byte, i int) []byte {
	b := &m.blocks[i]
	switch b.Kind {
	case dialect.ReasoningBlock:
		dst = m.session.AppendSignature(append(dst, `{"reasoningContent":{"reasoningText":{"signature":"`...), i)
		dst = append(append(dst, `","text":"`...), b.Text.Text()...)
		return append(dst, `"}}}`...)
	case dialect.ToolBlock:
		dst = append(dst, `{"toolUse":{"input":`...)
		dst = b.AppendInput(dst)
		return append(m.appendTool(append(dst, ','), i), '}', '}')
	}
	return append(append(append(dst, `{"text":"`...), b.Text.Text()...), `"}`...)
}

// appendTool appends the name and the id of the call in block i.
func (m *message) appendTool(dst []byte, i int) []byte {
	call := m.blocks[i].Call
	dst = append(append(append(dst, `"name":"`...), call.Name...), `","toolUseId":"`...)
	if call.Given != nil {
		dst = append(dst, call.Given...)
	} else {
		dst = m.session.BlockID(i).AppendAnswer(append(dst, "tooluse_"...))
	}
	return append(dst, '"')
}
