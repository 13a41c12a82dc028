package inject

import (
	"bytes"
	"math"
	"slices"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/deliver"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
)

// eventFault adds a fault to the events of a stream, at the last event at the latest.
type eventFault struct {
	Events
	spec  fault.Spec
	at    int  // events before the fault
	sent  int  // events so far
	done  bool // the fault has happened
	ended bool // the fault has ended the stream
}

// faulty returns events with a fault.
func faulty(spec fault.Spec, events Events) deliver.Events {
	f := &eventFault{Events: events, spec: spec, at: eventsBefore(spec, events)}
	switch {
	case spec.Kind == fault.NoDone:
		f.at = math.MaxInt
	case spec.Kind == fault.EmptyChoices && events.Empty():
		return events
	}
	return f
}

// eventsBefore returns the number of events before a fault. It is an estimate if the fault
// comes after a share of the stream.
func eventsBefore(spec fault.Spec, events Events) int {
	if spec.After > 0 {
		return spec.After
	}
	return int(spec.At * events.Estimate())
}

// AppendChunks appends one event as a chunk.
func (f *eventFault) AppendChunks(dst []byte) ([]byte, bool) {
	at := len(dst)
	dst, more := f.Next(append(dst, render.ChunkSize...))
	if !more {
		return dst[:at], false
	}
	return render.EndChunk(dst, at), true
}

// Next appends the next event, which may have the fault.
func (f *eventFault) Next(dst []byte) ([]byte, bool) {
	if f.ended {
		return dst, false
	}
	at := len(dst)
	dst, more := f.Events.Next(dst)
	if !more {
		return dst, false
	}
	if f.sent++; f.done || f.sent <= f.at && !f.Ended() {
		return dst, true
	}
	f.done = true
	event := bytes.Clone(dst[at:])
	switch f.spec.Kind {
	case fault.NoDone:
		f.ended = true
		f.Drop()
		return dst[:at], false
	case fault.ErrorEvent:
		f.ended = true
		return f.AppendError(dst[:at], ErrorOf(&f.spec)), true
	}
	if payload, binary := f.Payload(event); binary {
		return f.AppendFramed(dst[:at], event, f.appendFaulty(nil, payload)), true
	}
	if isPart(event) && !f.Ended() {
		f.done = false
		return dst, true
	}
	return f.appendFaulty(dst[:at], event), true
}

// isPart reports whether event is a part of one that was recorded in parts. The fault waits
// for a whole one.
func isPart(event []byte) bool {
	_, object, _ := objectOf(event)
	return object == nil && !bytes.Contains(event, []byte("[DONE]"))
}

// appendFaulty appends an event, or the JSON of one that is a binary message, with the
// fault.
func (f *eventFault) appendFaulty(dst, event []byte) []byte {
	switch f.spec.Kind {
	case fault.MalformedJSON:
		return f.appendMalformed(dst, event)
	case fault.HugeEvent:
		return f.appendHuge(dst, event)
	}
	f.done = false // the fault empties all later events too
	return appendEmptied(dst, event)
}

// ErrorOf returns the error that a fault reports.
func ErrorOf(spec *fault.Spec) *apierr.Error {
	e := apierr.OfStatus(spec.Status)
	if spec.Type != "" {
		e.Kind, e.OwnKind = spec.Type, true
	}
	return e
}

// objectOf returns the JSON object of an event and the text around it, which has no braces
// in any format. It returns nil for [DONE], which has no object, and for a part of an event.
func objectOf(event []byte) (before, object, after []byte) {
	from, to := bytes.IndexByte(event, '{'), bytes.LastIndexByte(event, '}')+1
	if from < 0 || to <= from {
		return nil, nil, nil
	}
	return event[:from], event[from:to], event[to:]
}

// appendMalformed appends the first half of event. Before [DONE] it appends a truncated
// event of its own.
func (f *eventFault) appendMalformed(dst, event []byte) []byte {
	before, object, after := objectOf(event)
	if object == nil {
		dst = f.AppendEmpty(dst)
		dst = dst[:len(dst)-len("]}")]
		return append(append(dst, "\n\n"...), event...)
	}
	dst = append(append(dst, before...), object[:(len(object)+1)/2]...)
	return append(dst, after...)
}

// appendHuge appends event with a very long member added. Before [DONE] it adds the member
// to an event without choices.
func (f *eventFault) appendHuge(dst, event []byte) []byte {
	before, object, after := objectOf(event)
	if object == nil {
		dst = f.AppendEmpty(dst)
		dst = appendPadding(dst[:len(dst)-len("}")], f.spec.Size)
		return append(append(dst, "\n\n"...), event...)
	}
	dst = append(append(dst, before...), object[:len(object)-1]...)
	return append(appendPadding(dst, f.spec.Size), after...)
}

// appendPadding completes an object that lacks its last brace: it appends a member that no
// client knows, with a value of size bytes, and the brace.
func appendPadding(dst []byte, size int) []byte {
	dst = slices.Grow(append(dst, `,"padding":"`...), size+len(`"}`))
	return append(append(dst, bytes.Repeat([]byte{'x'}, size)...), `"}`...)
}

// appendEmptied appends an event without its choices.
func appendEmptied(dst, event []byte) []byte {
	before, object, after := objectOf(event)
	if object == nil {
		return append(dst, event...)
	}
	return append(append(append(dst, before...), withoutElements(object)...), after...)
}

// elements are the lists that hold what an answer says.
var elements = []string{"choices", "candidates", "data", "embeddings", "results", "output", "content"}

// withoutElements returns a copy of an answer in which the first list of elements is empty,
// or the text in its place. Either may be in an output or in a message.
func withoutElements(object []byte) []byte {
	in := decode.New(object)
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		kind, raw := in.Kind(), in.Raw()
		var emptied []byte
		switch name := string(key); {
		case kind == skim.Array && slices.Contains(elements, name):
			emptied = []byte("[]")
		case kind == skim.String && (name == "content" || name == "response"):
			emptied = []byte(`""`)
		case kind == skim.Object && name == "embeddings":
			emptied = []byte("{}")
		case kind == skim.Object && (name == "output" || name == "message"):
			emptied = withoutElements(raw)
		default:
			continue
		}
		end := in.Offset()
		return slices.Concat(object[:end-len(raw)], emptied, object[end:])
	}
	return bytes.Clone(object)
}
