package verify

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"

	"mock-openai/bench/sse"
)

var done = []byte("[DONE]")

// Event checks an event of a stream. It reports whether the event is known to bring text.
func (c *checker) Event(e sse.Event, read int) bool {
	c.arrivals.count(read)
	switch {
	case c.head.wrong:
	case c.config.Oracle != nil:
		c.takeForetold(e)
	case c.isNextPiece(&e):
		return true
	case len(c.opaque.Data) > 0 && bytes.Equal(e.Data, c.opaque.Data) && bytes.Equal(e.Type, c.opaque.Type):
	case !c.isKnown(&e):
		c.inspect(e)
	}
	return false
}

// inspect checks an event that has to be read.
func (c *checker) inspect(event sse.Event) {
	c.event = event
	a, e := c.config.API, &c.event
	if bytes.Equal(e.Data, done) && a.steps[atDone] == string(done) {
		c.step(atDone, false)
		return
	}
	if err := c.said.load(a, e.Data, false); err != nil {
		c.unreadableEvent(e, c.said.Offset())
		c.text.leaveHole()
		c.progress.sequence++
		return
	}
	if a.typeApart {
		c.said.kind = e.Type
	}
	seen, faults := c.progress.seen, len(c.faults)
	onlyText := c.take(e)
	if len(c.faults) == faults {
		c.know(e, c.progress.seen&^seen, onlyText)
	}
}

// unreadableEvent reports what is wrong with an event that is not JSON from byte at on.
func (f *findings) unreadableEvent(e *sse.Event, at int) {
	kind := InvalidJSON
	if !utf8.Valid(e.Data) || json.Valid(e.Data) { // or JSON with halves of surrogate pairs
		kind = InvalidUTF8
	}
	if !f.has(kind) {
		f.fault(kind, "an event of JSON in UTF-8", excerpt(e.Data, at))
	}
}

// take checks an event that is JSON. It reports whether the event brought a piece of text and
// nothing else.
func (c *checker) take(e *sse.Event) (onlyText bool) {
	s, a := &c.said, c.config.API
	switch {
	case s.failed || string(e.Type) == "error" || string(s.kind) == "error":
		c.fault(ErrorEvent, "no error", excerpt(e.Data, 0))
	case a.opaque != "" && a.opaque == string(s.kind):
		if s.mayHaveType(e.Type) && len(e.Data) <= mostOpaque {
			c.opaque.Type, c.opaque.Data = append(c.opaque.Type[:0], e.Type...), append(c.opaque.Data[:0], e.Data...)
		}
	case s.empty || !s.mayHaveType(e.Type):
		c.unexpected(e)
	case c.want.anyText:
		return c.takeGiven()
	default:
		return a.flow.take(c, e)
	}
	return false
}

// step records that a stage has come, and reports a fault if it came twice or out of order.
// It returns false if the event does not count, because it belongs to another answer.
func (c *checker) step(at stage, alien bool) bool {
	if alien {
		p := &c.progress
		if !c.ids.vary() && (p.seen.has(at) || at < p.at || at > atText && !c.text.isComplete()) {
			c.fault(ForeignText, "id "+excerpt(c.ids.answer, 0), c.config.API.name(at)+" of id "+excerpt(c.said.id, 0))
			return false
		}
		c.otherID()
	}
	c.progress.step(at, c.config.API, &c.findings)
	return true
}

// otherID reports that the event has another id than those before it.
func (c *checker) otherID() {
	c.fault(UnexpectedEvent, "id "+excerpt(c.ids.answer, 0), "id "+excerpt(c.said.id, 0))
}

// takeText checks a piece of text.
func (c *checker) takeText(text []byte, alien bool) {
	if !c.progress.stepText() {
		c.late = fault{Reordered, "text before " + c.config.API.name(c.progress.at), "it behind: " + excerpt(text, 0)}
	}
	switch {
	case !c.text.take(text):
		c.text.hold(text, alien && !c.ids.vary())
	case alien:
		c.ids.renamed++
		c.otherID()
	}
}
