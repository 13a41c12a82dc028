package cohere

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/stream"
)

// step is how much of a block has been sent.
type step uint8

const (
	stepStart step = iota
	stepPieces
	stepCitations
	stepEnd
)

// kinds are what the events of each kind of block consist of.
var kinds = [...]struct{ start, delta, deltaEnd, end string }{
	textBlock: {
		start:    "event: content-start\ndata: {\"type\":\"content-start\",\"index\":",
		delta:    "event: content-delta\ndata: {\"type\":\"content-delta\",\"index\":",
		deltaEnd: "\"}}}}\n\n",
		end:      "event: content-end\ndata: {\"type\":\"content-end\",\"index\":",
	},
	thinkingBlock: {
		start:    "event: content-start\ndata: {\"type\":\"content-start\",\"index\":",
		delta:    "event: content-delta\ndata: {\"type\":\"content-delta\",\"index\":",
		deltaEnd: "\"}}}}\n\n",
		end:      "event: content-end\ndata: {\"type\":\"content-end\",\"index\":",
	},
	planBlock: {
		delta:    "event: tool-plan-delta\ndata: {\"type\":\"tool-plan-delta\",\"delta\":{\"message\":{\"tool_plan\":\"",
		deltaEnd: "\"}}}\n\n",
	},
	callBlock: {
		start:    "event: tool-call-start\ndata: {\"type\":\"tool-call-start\",\"index\":",
		delta:    "event: tool-call-delta\ndata: {\"type\":\"tool-call-delta\",\"index\":",
		deltaEnd: "\"}}}}}\n\n",
		end:      "event: tool-call-end\ndata: {\"type\":\"tool-call-end\",\"index\":",
	},
}

// inDelta is what stands between the index of a block and a piece of its text.
var inDelta = [...]string{
	textBlock:     `,"delta":{"message":{"content":{"text":"`,
	thinkingBlock: `,"delta":{"message":{"content":{"thinking":"`,
	callBlock:     `,"delta":{"message":{"tool_calls":{"function":{"arguments":"`,
}

// begin prepares the stream of a message. If its text has clusters, events do not split
// them.
func (m *message) begin(clusters bool) {
	c := m.session
	c.BeginText(m, clusters)
	c.Stream.Plain = !m.tellsLogprobs()
	c.Stream.Extra = 3 + 2*len(m.blocks) + 2*m.citations.n
	c.Reasons = true
}

// tellsLogprobs reports whether events of text have log probabilities.
func (m *message) tellsLogprobs() bool {
	q := m.session.Extras
	return q != nil && q.Logprobs.Enabled
}

// AppendEvent appends the next event.
func (m *message) AppendEvent(dst []byte, c *stream.Cursor) ([]byte, bool) {
	switch {
	case !m.began:
		m.began = true
		dst = m.session.ID.AppendUUID(append(dst, "event: message-start\ndata: {\"id\":\""...))
		return append(dst, "\",\"type\":\"message-start\",\"delta\":{\"message\":{\"role\":\"assistant\","+
			"\"content\":[],\"tool_plan\":\"\",\"tool_calls\":[],\"citations\":[]}}}\n\n"...), true
	case m.turn < len(m.blocks):
		return m.appendBlockEvent(dst, c), true
	case !m.finished:
		m.finished = true
		dst = append(append(append(dst, messageEnd...), `"finish_reason":"`...), m.finishReason()...)
		dst = m.appendUsage(append(dst, `","usage":`...), m.session.CompletionTokens)
		return append(dst, "}}\n\n"...), true
	case !c.Ended:
		c.Ended, c.AtOnce = true, true
		return append(dst, "data: [DONE]\n\n"...), true
	}
	return dst, false
}

const messageEnd = "event: message-end\ndata: {\"type\":\"message-end\",\"delta\":{"

// appendBlockEvent appends the next event of the current block.
func (m *message) appendBlockEvent(dst []byte, c *stream.Cursor) []byte {
	b := &m.blocks[m.turn]
	if m.step == stepStart {
		m.step = stepPieces
		c.Prefix = appendDelta(c.Prefix[:0], b)
		if b.kind != planBlock {
			return appendStart(dst, b)
		}
	}
	if m.step == stepPieces {
		if b.kind != textBlock {
			return m.appendPiece(dst, b, c)
		}
		if c.Choices[0].Stage != stream.StageFinish { // else the pieces have been sent in batches
			return m.appendText(dst, b, c)
		}
		m.step, m.at = stepCitations, 0
	}
	if m.step == stepCitations && m.at < 2*m.citations.n {
		m.at++
		return m.appendCitationEvent(dst, m.at-1)
	}
	dst = render.AppendInt(append(dst, kinds[b.kind].end...), b.index)
	m.nextBlock()
	return append(dst, "}\n\n"...)
}

func (m *message) nextBlock() { m.turn, m.step, m.at = m.turn+1, stepStart, 0 }

// appendStart appends the event that begins b.
func appendStart(dst []byte, b *block) []byte {
	dst = render.AppendInt(append(dst, kinds[b.kind].start...), b.index)
	switch b.kind {
	case textBlock:
		return append(dst, ",\"delta\":{\"message\":{\"content\":{\"type\":\"text\",\"text\":\"\"}}}}\n\n"...)
	case thinkingBlock:
		return append(dst, ",\"delta\":{\"message\":{\"content\":{\"type\":\"thinking\",\"thinking\":\"\"}}}}\n\n"...)
	}
	dst = appendCallStart(append(dst, `,"delta":{"message":{"tool_calls":`...), b)
	return append(dst, "\"}}}}}\n\n"...)
}

// appendDelta appends an event of b up to the piece of its text.
func appendDelta(dst []byte, b *block) []byte {
	dst = append(dst, kinds[b.kind].delta...)
	if b.kind == planBlock {
		return dst
	}
	return append(render.AppendInt(dst, b.index), inDelta[b.kind]...)
}

// appendPiece appends an event with the next tokens of the reasoning, of a plan or of
// arguments.
func (m *message) appendPiece(dst []byte, b *block, c *stream.Cursor) []byte {
	to := c.DrawPiece(m.at, b.text)
	dst = append(append(dst, c.Prefix...), b.text.Slice(m.at, to)...)
	dst = append(dst, kinds[b.kind].deltaEnd...)
	switch m.at = to; {
	case to < b.text.Tokens():
	case b.kind == planBlock: // has no end
		m.nextBlock()
	default:
		m.step = stepEnd
	}
	return dst
}

// appendText appends an event with the next tokens of the text.
func (m *message) appendText(dst []byte, b *block, c *stream.Cursor) []byte {
	p := &c.Choices[0]
	p.Stage = stream.StageText // the next events can be sent in batches
	from := p.At
	text := c.Take(0, c.DrawEnd(&b.text, from))
	dst = append(append(dst, c.Prefix...), text...)
	if !m.tellsLogprobs() {
		return append(dst, kinds[textBlock].deltaEnd...)
	}
	dst = m.appendLogprobs(append(dst, `"}}},"logprobs":`...), from, p.At)
	return append(dst, "}\n\n"...)
}

// appendCitationEvent appends event i of the citations, each of which begins and ends.
func (m *message) appendCitationEvent(dst []byte, i int) []byte {
	if i%2 > 0 {
		dst = append(dst, "event: citation-end\ndata: {\"type\":\"citation-end\",\"index\":"...)
		return append(render.AppendInt(dst, i/2), "}\n\n"...)
	}
	dst = append(dst, "event: citation-start\ndata: {\"type\":\"citation-start\",\"index\":"...)
	dst = append(render.AppendInt(dst, i/2), `,"delta":{"message":{"citations":`...)
	return append(append(dst, m.citations.of(i/2)...), "}}}\n\n"...)
}

// AppendSuffix appends what follows a piece of text.
func (*message) AppendSuffix(dst []byte, _ *stream.Cursor, _ int) []byte {
	return append(dst, kinds[textBlock].deltaEnd...)
}

// AppendEmpty appends an event that changes no message.
func (*message) AppendEmpty(dst []byte, _ *stream.Cursor) []byte {
	return append(dst, "event: citation-end\ndata: {\"type\":\"citation-end\",\"index\":0}"...)
}

// Empty leaves out all blocks.
func (m *message) Empty() bool {
	m.blocks = m.blocks[:0]
	return true
}

// AppendError appends the event that ends a stream with an error.
func (m *message) AppendError(dst []byte, c *stream.Cursor, e *apierr.Error) []byte {
	dst = render.AppendEscaped(append(append(dst, messageEnd...), `"error":"`...), translate(e).Message)
	dst = append(dst, `","finish_reason":"ERROR","usage":`...)
	return append(m.appendUsage(dst, max(c.Choices[0].At, 0)), "}}\n\n"...)
}

var _ stream.Encoder = (*message)(nil)
