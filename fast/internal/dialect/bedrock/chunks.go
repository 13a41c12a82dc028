package bedrock

import (
	"bytes"
	"encoding/base64"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/eventstream"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/stream"
	"mock-openai/fast/skim"
)

var headersChunk = eventHeaders("chunk")

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
		if c.Ended {
			v.event = v.appendMetrics(event)
			event = v.event
		}
		return v.appendChunk(dst, c, event), true
	}
}

// objectIn returns the JSON of a server-sent event.
func objectIn(event []byte) []byte {
	return event[bytes.IndexByte(event, '{') : bytes.LastIndexByte(event, '}')+1]
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
	event = render.AppendInt(event, c.PromptTokens)
	event = render.AppendInt(append(event, `,"outputTokenCount":`...), c.CompletionTokens)
	event = render.AppendInt(append(event, `,"invocationLatency":`...), int(all))
	event = render.AppendInt(append(event, `,"firstByteLatency":`...), int(first))
	return append(event, `}}`...)
}

// appendChunk appends {"bytes","p"} as an event.
func (*invocation) appendChunk(dst []byte, c *stream.Cursor, object []byte) []byte {
	at := len(dst)
	dst = append(append(dst, headersChunk...), `{"bytes":"`...)
	dst = base64.StdEncoding.AppendEncode(dst, object)
	dst = append(appendPadding(append(dst, '"', ','), c), '}')
	return eventstream.End(dst, at)
}

// AppendSuffix is not called, because no event is plain.
func (*invocation) AppendSuffix(dst []byte, _ *stream.Cursor, _ int) []byte { return dst }

// AppendEmpty is for streams that end with [DONE].
func (*invocation) AppendEmpty(dst []byte, _ *stream.Cursor) []byte { return dst }

// Empty leaves out all blocks.
func (v *invocation) Empty() bool { return v.events.Empty() }

// AppendError appends the exception that ends a stream.
func (*invocation) AppendError(dst []byte, _ *stream.Cursor, e *apierr.Error) []byte {
	return appendException(dst, e)
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
