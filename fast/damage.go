package fast

import (
	"bytes"
	"math"
	"slices"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
)

// damage is what a fault does to the events of a stream.
type damage struct {
	spec  fault.Spec
	at    int  // events before it
	sent  int  // events so far
	done  bool // it has happened
	ended bool // and was the end
}

// damage has the fault of c happen to its events.
func (s *Server) damage(c *call) {
	d := &damage{spec: c.fault, at: c.breaksAt()}
	switch {
	case d.spec.Kind == fault.NoDone:
		d.at = math.MaxInt
	case d.spec.Kind == fault.EmptyChoices && c.response != nil:
		c.response.items = c.response.items[:0]
		return
	}
	c.stream.damage, c.stream.plain = d, false
}

// breaksAt is before how many events the fault of c comes. For a share of the
// stream it is an estimate.
func (c *call) breaksAt() int {
	if c.fault.After > 0 {
		return c.fault.After
	}
	mean := float64(c.stream.min+c.stream.max) / 2
	events := float64(c.completionTokens)/mean + 3*float64(len(c.choices))
	if c.response != nil {
		events += 6 * float64(len(c.response.items))
	}
	return int(c.fault.At * events)
}

// nextDamaged is next for a stream that is damaged: at its last event at the
// latest.
func (c *call) nextDamaged(dst []byte) ([]byte, bool) {
	d, at := c.stream.damage, len(dst)
	if d.ended {
		return dst, false
	}
	dst, more := c.stream.next(dst)
	if !more {
		return dst, false
	}
	last := c.stream.ended || c.response != nil && c.response.ended
	if d.sent++; d.done || d.sent <= d.at && !last {
		return dst, true
	}
	d.done = true
	event := bytes.Clone(dst[at:])
	dst = dst[:at]
	switch d.spec.Kind {
	case fault.NoDone:
		d.ended = true
		c.stream.events--
		return dst, false
	case fault.ErrorEvent:
		d.ended = true
		return c.stream.encoder.appendError(dst, &c.stream, apierr.Internal), true
	case fault.MalformedJSON:
		return c.appendMalformed(dst, event), true
	case fault.HugeEvent:
		return c.appendHuge(dst, event), true
	}
	d.done = false // choices are empty from here on
	return appendEmptied(dst, event), true
}

// objectOf returns the JSON object of an event and what stands before it; nil
// for [DONE], which has none.
func objectOf(event []byte) (before, object []byte) {
	at := bytes.Index(event, []byte("data: {"))
	if at < 0 {
		return nil, nil
	}
	at += len("data: ")
	return event[:at], bytes.TrimSuffix(event[at:], []byte("\n\n"))
}

// appendMalformed appends half of an event, or an event that was never whole
// before [DONE].
func (c *call) appendMalformed(dst, event []byte) []byte {
	before, object := objectOf(event)
	if object == nil {
		return append(append(append(dst, c.stream.head...), "\n\n"...), event...)
	}
	dst = append(append(dst, before...), object[:(len(object)+1)/2]...)
	return append(dst, "\n\n"...)
}

// appendHuge appends an event with a very long member more; before [DONE] it is
// one without choices.
func (c *call) appendHuge(dst, event []byte) []byte {
	before, object := objectOf(event)
	if object == nil {
		dst = append(append(dst, c.stream.head...), ']')
		return append(append(appendPadding(dst, c.fault.Size), "\n\n"...), event...)
	}
	dst = append(append(dst, before...), object[:len(object)-1]...)
	return append(appendPadding(dst, c.fault.Size), "\n\n"...)
}

// appendPadding appends, to an object without its last brace, a member that no
// client knows, and the brace.
func appendPadding(dst []byte, size int) []byte {
	dst = slices.Grow(append(dst, `,"padding":"`...), size+len(`"}`))
	return append(append(dst, bytes.Repeat([]byte{'x'}, size)...), `"}`...)
}

// appendEmptied appends an event without its choices.
func appendEmptied(dst, event []byte) []byte {
	before, object := objectOf(event)
	if object == nil {
		return append(dst, event...)
	}
	return append(append(append(dst, before...), withoutElements(object)...), "\n\n"...)
}

// withoutElements is a copy of an answer whose list of choices, data, results or
// output has no elements.
func withoutElements(object []byte) []byte {
	in := decode.New(object)
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		kind, raw := in.Kind(), in.Raw()
		switch string(key) {
		case "choices", "data", "results", "output":
			if kind == skim.Array {
				end := in.Offset()
				return slices.Concat(object[:end-len(raw)], []byte("[]"), object[end:])
			}
		}
	}
	return bytes.Clone(object)
}
