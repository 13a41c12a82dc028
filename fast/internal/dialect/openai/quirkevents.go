package openai

import (
	"bytes"
	"fmt"
	"strings"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/stream"
	"mock-openai/fast/quirk"
)

// EventQuirks returns the quirks that an answer of typed events can have: over WebSocket, of
// Responses or Realtime.
func EventQuirks(c *dialect.Session) quirk.Set { return c.Quirks.At(chatPlaces(&c.Turn, true)...) }

// BeginEventQuirks gives the events of a stream that has begun the quirks of its session.
// They are typed events, with or without the lines of server-sent events.
func BeginEventQuirks(c *dialect.Session, e stream.Encoder) {
	if quirks := EventQuirks(c); quirks != 0 {
		q := &quirkyEvents{Encoder: e, quirks: quirks}
		c.Encoder = q
		c.Stream.SetEncoder(q)
	}
}

// quirkyEvents is an Encoder of typed events, with quirks.
type quirkyEvents struct {
	stream.Encoder
	quirks  quirk.Set
	scratch []byte
	queue   [][]byte    // events that are ready
	held    *typedEvent // waits for the deltas that join it
	sent    int
	ended   bool // the encoder has no further event
}

// typedEvent is an event while quirks change it.
type typedEvent struct {
	lines string // before the JSON
	end   string // after it
	top   object
}

func parseEvent(event []byte) *typedEvent {
	from, to := bytes.IndexByte(event, '{'), bytes.LastIndexByte(event, '}')+1
	return &typedEvent{string(event[:from]), string(event[to:]), parseObject(event[from:to])}
}

func (e *typedEvent) is(kind string) bool {
	return strings.Contains(string(e.top.get("type")), kind)
}

// AppendEvent appends the next event.
func (q *quirkyEvents) AppendEvent(dst []byte, c *stream.Cursor) ([]byte, bool) {
	for len(q.queue) == 0 {
		if q.ended || !q.read(c) {
			return dst, false
		}
	}
	dst, q.queue = append(dst, q.queue[0]...), q.queue[1:]
	c.Ended = q.ended && len(q.queue) == 0
	return dst, true
}

// read reads the next event of the encoder. It returns false if there is none.
func (q *quirkyEvents) read(c *stream.Cursor) (more bool) {
	if q.scratch, more = c.NextOf(q.Encoder, q.scratch[:0]); !more {
		q.ended = true
		return false
	}
	e := parseEvent(bytes.Clone(q.scratch))
	q.ended = c.Ended
	switch {
	case q.held != nil && q.joins(e):
		return true
	case q.held != nil:
		q.appendParts(q.held)
		q.held = nil
	}
	switch {
	case q.joinable(e):
		q.held = e
	case q.ended && q.quirks.Has(quirk.NoFinish):
	case q.ended && q.quirks.Has(quirk.TwoFinishes):
		q.push(e)
		q.push(e)
	default:
		q.appendParts(e)
	}
	return true
}

const (
	deltaEvent    = ".delta"
	functionEvent = "function_call_arguments" + deltaEvent
	customEvent   = "custom_tool_call_input" + deltaEvent
)

// joinable reports whether e is a delta that others join.
func (q *quirkyEvents) joinable(e *typedEvent) bool {
	switch {
	case e.is(functionEvent):
		return q.quirks.Any(wholeCalls)
	case e.is(customEvent):
		return q.quirks.Has(quirk.ToolsWhole)
	}
	return e.is(deltaEvent) && q.quirks.Has(quirk.MergedText)
}

// joins appends the text of next to that of the event that is held, unless they stay apart.
func (q *quirkyEvents) joins(next *typedEvent) bool {
	before := q.held
	if string(before.top.get("type")) != string(next.top.get("type")) || string(before.top.get("item_id")) != string(next.top.get("item_id")) {
		return false
	}
	before.top.set("delta", `"`+string(text(before.top, "delta"))+string(text(next.top, "delta"))+`"`)
	if list, more := before.top.get("logprobs"), next.top.get("logprobs"); len(list) > len("[]") && len(more) > len("[]") {
		before.top.set("logprobs", string(list[:len(list)-1])+","+string(more[1:]))
	}
	return true
}

// appendParts queues e, whole or in parts.
func (q *quirkyEvents) appendParts(e *typedEvent) {
	said := text(e.top, "delta")
	parts := [][]byte{said}
	switch {
	case said == nil || !e.is(deltaEvent):
	case q.quirks.Has(quirk.ToolsSplitEscape) && e.is(functionEvent):
		parts = withinEscapes(said)
	case q.quirks.Has(quirk.SingleChars):
		parts = characters(said)
	}
	id := e.top.get("event_id")
	for i, part := range parts {
		if len(parts) > 1 {
			e.top.set("delta", `"`+string(part)+`"`)
		}
		if i > 0 {
			e.top.remove("obfuscation")
			if e.top.get("logprobs") != nil {
				e.top.set("logprobs", "[]") // the first part has them
			}
			if id != nil {
				e.top.set("event_id", suffixed(id, i))
			}
		}
		q.push(e)
	}
}

// push queues an event.
func (q *quirkyEvents) push(e *typedEvent) {
	if e.top.get("sequence_number") != nil {
		e.top.set("sequence_number", fmt.Sprint(q.sent))
	}
	q.sent++
	top := e.top
	if q.quirks.Has(quirk.ChangingIDs) {
		top = q.withOtherIDs(top)
	}
	q.queue = append(q.queue, append(top.append([]byte(e.lines)), e.end...))
}

// withOtherIDs returns an event whose ids differ from those of all others.
func (q *quirkyEvents) withOtherIDs(top object) object {
	top = append(object(nil), top...)
	for _, name := range []string{"response_id", "item_id"} {
		if id := top.get(name); id != nil {
			top.set(name, suffixed(id, q.sent))
		}
	}
	for _, name := range []string{"response", "item"} {
		if raw := top.get(name); raw != nil {
			inner := parseObject(raw)
			inner.set("id", suffixed(inner.get("id"), q.sent))
			top.set(name, inner.String())
		}
	}
	return top
}

// suffixed returns a JSON string with a number at its end.
func suffixed(raw []byte, n int) string { return fmt.Sprintf(`%s-%d"`, raw[:len(raw)-1], n) }

// AppendError appends the event that ends a stream with an error.
func (q *quirkyEvents) AppendError(dst []byte, c *stream.Cursor, err *apierr.Error) []byte {
	from := len(dst)
	dst = q.Encoder.AppendError(dst, c, err)
	e := parseEvent(bytes.Clone(dst[from:]))
	q.sent -= len(q.queue) + 1 // and the one that it replaces
	q.queue = nil
	q.push(e)
	return append(dst[:from], q.queue[0]...)
}
