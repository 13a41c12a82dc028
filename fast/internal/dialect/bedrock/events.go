package bedrock

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/eventstream"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/stream"
)

// step is how far the stream of a block has come.
type step uint8

const (
	blockStart step = iota
	blockPieces
	blockSignature
	blockStop
)

// newEvent returns the headers of events of that name, and what completes them.
func newEvent(name string) *eventstream.Checksums {
	return eventstream.NewHeaders(":event-type", name, ":content-type", "application/json", ":message-type", "event").Checksums()
}

var (
	eventMessageStart = newEvent("messageStart")
	eventBlockStart   = newEvent("contentBlockStart")
	eventBlockDelta   = newEvent("contentBlockDelta")
	eventBlockStop    = newEvent("contentBlockStop")
	eventMessageStop  = newEvent("messageStop")
	eventMetadata     = newEvent("metadata")
)

const (
	indexMember = `{"contentBlockIndex":`
	textDelta   = `,"delta":{"text":"`
	textEnd     = `"},"p":"`
)

// deltas are what comes before and after a piece of a block.
var deltas = [...]struct{ before, after string }{
	dialect.TextBlock:      {textDelta, `"}`},
	dialect.ReasoningBlock: {`,"delta":{"reasoningContent":{"text":"`, `"}}`},
	dialect.ToolBlock:      {`,"delta":{"toolUse":{"input":"`, `"}}`},
}

var (
	_ stream.Encoder = (*message)(nil)
	_ stream.Framer  = (*message)(nil)
)

// begin prepares the stream. If the text has clusters, events do not split them.
func (m *message) begin(clusters bool) {
	c := m.session
	c.BeginText(m, clusters)
	c.Stream.Framed = eventBlockDelta
	c.Stream.Extra = 3 + 2*len(m.blocks)
	c.Reasons = true
}

// AppendEvent appends the next event.
func (m *message) AppendEvent(dst []byte, c *stream.Cursor) ([]byte, bool) {
	at, event := len(dst), eventMessageStart
	switch {
	case !m.began:
		m.began = true
		dst = appendPadding(append(append(dst, event.Headers...), '{'), c)
		dst = append(dst, `,"role":"assistant"`...)
	case m.turn < len(m.blocks):
		dst, event = m.appendBlockEvent(dst, c)
	case !m.stopped:
		m.stopped, event = true, eventMessageStop
		dst = m.appendModelFields(append(append(dst, event.Headers...), '{'))
		dst = append(appendPadding(dst, c), `,"stopReason":"`...)
		dst = append(append(dst, m.session.StopReason("content_filtered")...), '"')
	case !c.Ended:
		c.Ended, event = true, eventMetadata
		dst = m.appendMetrics(append(append(dst, event.Headers...), '{'))
		dst = m.appendUsage(append(appendPadding(append(dst, ','), c), ','))
	default:
		return dst, false
	}
	return event.End(append(dst, '}'), at), true
}

// appendPadding appends the member that pads an event.
func appendPadding(dst []byte, c *stream.Cursor) []byte {
	return append(append(append(dst, `"p":"`...), c.Letters()...), '"')
}

// appendBlockEvent appends the next event of the current block, up to its last brace.
func (m *message) appendBlockEvent(dst []byte, c *stream.Cursor) ([]byte, *eventstream.Checksums) {
	b := &m.blocks[m.turn]
	switch m.step {
	case blockStart:
		m.step = blockPieces
		if b.Kind == dialect.ToolBlock {
			dst = appendPadding(append(m.appendIndex(dst, eventBlockStart), ','), c)
			return append(m.appendTool(append(dst, `,"start":{"toolUse":{`...), m.turn), '}', '}'), eventBlockStart
		}
		if b.Kind == dialect.TextBlock {
			c.Prefix = append(m.appendIndex(c.Prefix[:0], eventBlockDelta), textDelta...)
		}
		return m.appendPiece(dst, b, c)
	case blockPieces:
		return m.appendPiece(dst, b, c)
	case blockSignature:
		m.step = blockStop
		dst = append(m.appendIndex(dst, eventBlockDelta), `,"delta":{"reasoningContent":{"signature":"`...)
		return appendPadding(append(m.session.AppendSignature(dst, m.turn), `"}},`...), c), eventBlockDelta
	}
	dst = appendPadding(append(m.appendIndex(dst, eventBlockStop), ','), c)
	m.turn, m.step, m.at = m.turn+1, blockStart, 0
	return dst, eventBlockStop
}

// appendIndex appends the headers of an event and the index of the current block.
func (m *message) appendIndex(dst []byte, event *eventstream.Checksums) []byte {
	return render.AppendInt(append(append(dst, event.Headers...), indexMember...), m.turn)
}

// appendPiece appends an event with the next tokens of b, up to its last brace.
func (m *message) appendPiece(dst []byte, b *dialect.Block, c *stream.Cursor) ([]byte, *eventstream.Checksums) {
	p := &c.Choices[0]
	if b.Kind == dialect.TextBlock && p.Stage == stream.StageFinish { // the pieces were sent in batches
		m.step = blockStop
		return m.appendBlockEvent(dst, c)
	}
	var piece []byte
	if b.Kind == dialect.TextBlock {
		p.Stage = stream.StageText // the next pieces are sent in batches
		piece = c.Take(0, c.DrawEnd(&b.Text, p.At))
	} else {
		piece = m.takePiece(b, c)
	}
	d := &deltas[b.Kind]
	dst = append(m.appendIndex(dst, eventBlockDelta), d.before...)
	dst = append(append(append(dst, piece...), d.after...), ',')
	return appendPadding(dst, c), eventBlockDelta
}

// takePiece returns the next tokens of b, which is no text.
func (m *message) takePiece(b *dialect.Block, c *stream.Cursor) []byte {
	from := m.at
	m.at = c.DrawPiece(from, b.Text)
	if m.at == b.Text.Tokens() {
		m.step = blockStop
		if b.Kind == dialect.ReasoningBlock {
			m.step = blockSignature
		}
	}
	return b.Text.Slice(from, m.at)
}

// AppendSuffix appends what comes after a piece of the text, up to the padding.
func (*message) AppendSuffix(dst []byte, _ *stream.Cursor, _ int) []byte {
	return append(dst, textEnd...)
}

// AppendEmpty is for streams that end with [DONE].
func (*message) AppendEmpty(dst []byte, _ *stream.Cursor) []byte { return dst }

// Empty leaves out all blocks.
func (m *message) Empty() bool {
	m.blocks = m.blocks[:0]
	return true
}

// AppendError appends the exception that ends a stream.
func (*message) AppendError(dst []byte, _ *stream.Cursor, e *apierr.Error) []byte {
	return appendException(dst, e, true)
}

// Payload returns the JSON of an event.
func (*message) Payload(event []byte) []byte {
	_, payload := eventstream.Split(event)
	return payload
}

// AppendFramed appends event with another JSON.
func (*message) AppendFramed(dst, event, payload []byte) []byte {
	h, _ := eventstream.Split(event)
	at := len(dst)
	return eventstream.End(append(append(dst, h...), payload...), at)
}
