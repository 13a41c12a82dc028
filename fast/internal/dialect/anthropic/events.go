package anthropic

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/stream"
)

// step is how far the stream of a block has come.
type step uint8

const (
	blockStart step = iota
	blockFirst      // an empty delta of a call
	blockPieces
	blockSignature
	blockStop
)

const (
	deltaStart = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":"
	deltaEnd   = "\"}}\n\n"
	ping       = "event: ping\ndata: {\"type\": \"ping\"}\n\n"
)

// deltaTypes are the fragments between the index of a block and a piece of its text.
var deltaTypes = [...]string{
	dialect.TextBlock:      `,"delta":{"type":"text_delta","text":"`,
	dialect.ReasoningBlock: `,"delta":{"type":"thinking_delta","thinking":"`,
	dialect.ToolBlock:      `,"delta":{"type":"input_json_delta","partial_json":"`,
}

// begin prepares the stream of a message that has been generated. With clusters, events do
// not split the grapheme clusters of its text.
func (m *message) begin(clusters bool) {
	c := m.session
	c.BeginText(m, clusters)
	c.Stream.Extra = 4 + 2*len(m.blocks)
	c.Reasons = !m.omitted
}

// AppendEvent appends the next event of a message.
func (m *message) AppendEvent(dst []byte, c *stream.Cursor) ([]byte, bool) {
	switch {
	case !m.began:
		m.began = true
		return m.appendStart(dst), true
	case !m.pinged && (m.step > blockStart || m.turn == len(m.blocks)):
		m.pinged = true
		return append(dst, ping...), true
	case m.turn < len(m.blocks):
		return m.appendBlockEvent(dst, c), true
	case !m.finished:
		m.finished = true
		dst = m.appendStop(append(dst, "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{"...))
		dst = m.appendInputUsage(append(dst, `},"usage":{`...))
		dst = append(m.appendOutputUsage(append(dst, ',')), '}')
		return append(m.appendEdits(dst), "}\n\n"...), true
	case !c.Ended:
		c.Ended = true
		return append(dst, "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"...), true
	}
	return dst, false
}

// appendStart appends the first event: the message without content.
func (m *message) appendStart(dst []byte) []byte {
	dst = m.appendHead(append(dst, "event: message_start\ndata: {\"type\":\"message_start\",\"message\":"...))
	dst = append(dst, `],"stop_reason":null,"stop_sequence":null,"stop_details":null,"usage":{`...)
	dst = m.appendInputUsage(dst)
	dst = append(m.appendCreation(dst), `,"output_tokens":`...)
	dst = render.AppendInt(dst, min(1, m.session.CompletionTokens))
	return append(m.appendServing(dst), "}}\n\n"...)
}

// appendBlockEvent appends the next event of the current block.
func (m *message) appendBlockEvent(dst []byte, c *stream.Cursor) []byte {
	b := &m.blocks[m.turn]
	switch m.step {
	case blockStart:
		dst = m.appendBlockStart(dst, b)
		m.enter(b, c)
	case blockFirst:
		dst = append(m.appendDelta(dst, b.Kind), deltaEnd...)
		m.step = blockPieces
	case blockPieces:
		dst = m.appendPiece(dst, b, c)
	case blockSignature:
		dst = render.AppendInt(append(dst, deltaStart...), m.turn)
		dst = m.session.AppendSignature(append(dst, `,"delta":{"type":"signature_delta","signature":"`...), m.turn)
		dst = append(dst, deltaEnd...)
		m.step = blockStop
	case blockStop:
		dst = render.AppendInt(append(dst, "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":"...), m.turn)
		dst = append(dst, "}\n\n"...)
		m.turn, m.step, m.at = m.turn+1, blockStart, 0
	}
	return dst
}

// appendBlockStart appends the event that begins b.
func (m *message) appendBlockStart(dst []byte, b *dialect.Block) []byte {
	dst = render.AppendInt(append(dst, "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":"...), m.turn)
	dst = append(dst, `,"content_block":`...)
	switch b.Kind {
	case dialect.TextBlock:
		dst = append(dst, `{"type":"text","text":""}`...)
	case dialect.ReasoningBlock:
		dst = append(dst, `{"type":"thinking","thinking":"","signature":""}`...)
	case dialect.ToolBlock:
		dst = append(append(m.appendToolHead(dst, m.turn), `{}`...), toolEnd...)
	}
	return append(dst, "}\n\n"...)
}

// enter goes to the first step after the start of b. The events of a text are plain.
func (m *message) enter(b *dialect.Block, c *stream.Cursor) {
	switch b.Kind {
	case dialect.TextBlock:
		m.step = blockPieces
		c.Prefix = m.appendDelta(c.Prefix[:0], dialect.TextBlock)
	case dialect.ReasoningBlock:
		m.step = blockPieces
		if m.omitted {
			m.step = blockSignature
		}
	case dialect.ToolBlock:
		m.step = blockFirst
	}
}

// appendDelta appends a delta of the current block up to its text.
func (m *message) appendDelta(dst []byte, kind dialect.BlockKind) []byte {
	return append(render.AppendInt(append(dst, deltaStart...), m.turn), deltaTypes[kind]...)
}

// appendPiece appends an event with the next tokens of b.
func (m *message) appendPiece(dst []byte, b *dialect.Block, c *stream.Cursor) []byte {
	p := &c.Choices[0]
	if b.Kind != dialect.TextBlock {
		to := c.DrawPiece(m.at, b.Text)
		dst = append(append(m.appendDelta(dst, b.Kind), b.Text.Slice(m.at, to)...), deltaEnd...)
		if m.at = to; to == b.Text.Tokens() {
			m.step = blockStop
			if b.Kind == dialect.ReasoningBlock {
				m.step = blockSignature
			}
		}
		return dst
	}
	if p.Stage == stream.StageFinish { // the pieces were sent in batches
		m.step = blockStop
		return m.appendBlockEvent(dst, c)
	}
	p.Stage = stream.StageText // the next ones are sent in batches
	text := c.Take(0, c.DrawEnd(&b.Text, p.At))
	return append(append(m.appendDelta(dst, dialect.TextBlock), text...), deltaEnd...)
}

// AppendSuffix appends what follows a piece of the text.
func (*message) AppendSuffix(dst []byte, _ *stream.Cursor, _ int) []byte {
	return append(dst, deltaEnd...)
}

// AppendEmpty is not used: these streams do not end with [DONE].
func (*message) AppendEmpty(dst []byte, _ *stream.Cursor) []byte { return dst }

// Empty leaves out all blocks.
func (m *message) Empty() bool {
	m.blocks = m.blocks[:0]
	return true
}

// AppendError appends the error that ends a stream.
func (m *message) AppendError(dst []byte, c *stream.Cursor, e *apierr.Error) []byte {
	return append(appendError(append(dst, "event: error\ndata: "...), e, c.Answer.ID), "\n\n"...)
}
