package bedrock

import (
	"bytes"
	"encoding/base64"
	"slices"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/eventstream"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/stream"
	"mock-openai/fast/skim"
)

const bytesMember = `{"bytes":"`

var (
	eventChunk   = newEvent("chunk")
	startOfChunk = append(slices.Clip(eventChunk.Headers), bytesMember...)
)

var (
	_ stream.Encoder = (*invocation)(nil)
	_ stream.Framer  = (*invocation)(nil)
)

// AppendEvent appends the next event of the message as a chunk. Bedrock leaves out pings.
func (v *invocation) AppendEvent(dst []byte, c *stream.Cursor) ([]byte, bool) {
	for {
		event, more := v.events.AppendEvent(v.event[:0], c)
		if v.event = event; !more {
			return dst, false
		}
		if bytes.HasPrefix(event, []byte("event: ping\n")) {
			continue
		}
		event = objectIn(event)
		switch {
		case c.Ended:
			v.event = v.appendMetrics(event)
			event = v.event
		case c.Framed == nil && c.Choices[0].Stage == stream.StageText: // the first piece of a text
			c.Framed = eventChunk
			c.SetEncoded(startOfChunk, c.Prefix[bytes.IndexByte(c.Prefix, '{'):])
			c.RenderSuffix()
		}
		return v.appendChunk(dst, c, event), true
	}
}

// objectIn returns the JSON of a server-sent event.
func objectIn(event []byte) []byte {
	return event[bytes.IndexByte(event, '{') : len(event)-len("\n\n")]
}

// appendMetrics appends Bedrock's own member to the last event, which is an object.
func (v *invocation) appendMetrics(event []byte) []byte {
	c := v.session
	first, all := int64(0), int64(0)
	if c.Clock != nil {
		f, a := c.Clock.Spent()
		first, all = f.Milliseconds(), a.Milliseconds()
	}
	event = append(event[:len(event)-1], `,"amazon-bedrock-invocationMetrics":{"inputTokenCount":`...)
	event = render.AppendInt(event, uncached(&c.Answer))
	event = render.AppendInt(append(event, `,"outputTokenCount":`...), c.CompletionTokens)
	if c.Cache.On {
		event = render.AppendInt(append(event, `,"cacheReadInputTokenCount":`...), c.Cache.Read)
		event = render.AppendInt(append(event, `,"cacheWriteInputTokenCount":`...), c.Cache.Written)
	}
	event = render.AppendInt(append(event, `,"invocationLatency":`...), int(all))
	event = render.AppendInt(append(event, `,"firstByteLatency":`...), int(first))
	return append(event, `}}`...)
}

// appendChunk appends {"bytes","p"} as an event.
func (*invocation) appendChunk(dst []byte, c *stream.Cursor, object []byte) []byte {
	at := len(dst)
	dst = render.AppendBase64(append(dst, startOfChunk...), object)
	dst = append(appendPadding(append(dst, '"', ','), c), '}')
	return eventChunk.End(dst, at)
}

// AppendSuffix appends what comes after a piece of the text in the event of the message.
func (v *invocation) AppendSuffix(dst []byte, c *stream.Cursor, i int) []byte {
	return bytes.TrimRight(v.events.AppendSuffix(dst, c, i), "\n")
}

// AppendEmpty is for streams that end with [DONE].
func (*invocation) AppendEmpty(dst []byte, _ *stream.Cursor) []byte { return dst }

// Empty leaves out all blocks.
func (v *invocation) Empty() bool { return v.events.Empty() }

// AppendError appends the exception that ends a stream.
func (*invocation) AppendError(dst []byte, _ *stream.Cursor, e *apierr.Error) []byte {
	return appendException(dst, e, false)
}

// Payload returns the event of the message in a chunk.
func (*invocation) Payload(event []byte) []byte {
	_, payload := eventstream.Split(event)
	encoded := decode.New(decode.Member(payload, "bytes"))
	if encoded.Kind() != skim.String {
		return nil
	}
	object, _ := base64.StdEncoding.AppendDecode(nil, encoded.String().Raw)
	return object
}

// AppendFramed appends a chunk with another event of the message.
func (v *invocation) AppendFramed(dst, _, payload []byte) []byte {
	return v.appendChunk(dst, &v.session.Stream, payload)
}
