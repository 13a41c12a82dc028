package verify

import (
	"bytes"
	"encoding/json"
	"reflect"

	"mock-openai/bench/sse"
)

// foretold is the answer that an oracle predicts.
type foretold struct {
	status int
	stream bool
	body   []byte
	events []sse.Event
	next   int // index of the next expected event
	usage  usage

	differs fault // the first difference
}

// foresee asks the oracle for the answer to body.
func (c *checker) foresee(body []byte) {
	f := &c.foretold
	f.status, f.body = c.config.Oracle.Answer(c.config.Path, body)
	f.events, f.next, f.usage, f.differs = f.events[:0], 0, usage{}, fault{}
	c.knowsText = true
	var text []byte
	a := c.config.API
	if f.stream = a.asksStream(c.config.Path, body) && f.status == 200; !f.stream {
		if c.said.load(a, f.body, true) == nil && len(c.said.parts) > 0 {
			text = append(text, c.said.parts[0].text...)
			c.expect()
		}
		c.want = text
		return
	}
	c.needed = 0
	var framings sse.Framings
	framing := framings.For([]byte(a.contentType))
	for rest, ok := f.body, true; ok; {
		var e sse.Event
		if e, rest, ok = framing.Next(rest); !ok {
			break
		}
		f.events = append(f.events, sse.Event{Type: bytes.Clone(e.Type), Data: bytes.Clone(e.Data)})
		if bytes.Equal(e.Data, done) {
			c.needed |= setOf(atDone)
			continue
		}
		if c.said.load(a, e.Data, false) != nil {
			continue
		}
		if a.typeApart {
			c.said.kind = e.Type
		}
		brings := a.flow.brings(a, &c.said)
		c.needed |= brings
		for _, p := range c.said.parts {
			if p.index == 0 && brings.has(atText) {
				text = append(text, p.text...)
			}
		}
		c.expect()
	}
	c.want = text
}

// expect records that the finish reason and usage in c.said are expected.
func (c *checker) expect() {
	s := &c.said
	if s.has {
		c.foretold.usage = s.usage
	}
	for _, p := range s.parts {
		if p.index == 0 && p.finish != nil {
			c.finish = string(p.finish)
		}
	}
}

// equalJSON reports whether two documents mean the same.
func equalJSON(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

// isForetold reports whether data is that of the next expected event. At the first that is
// not, c inspects all events before it, to find out what is wrong.
func (c *checker) isForetold(data []byte) bool {
	f := &c.foretold
	if f.differs.isSet() {
		return false
	}
	if f.next < len(f.events) && equalJSON(f.events[f.next].Data, data) {
		f.next++
		return true
	}
	want := []byte("the end of the stream")
	if f.next < len(f.events) {
		want = f.events[f.next].Data
	}
	c.differ(want, data)
	return false
}

// differ records the first difference, and inspects the events before it.
func (c *checker) differ(want, came []byte) {
	f := &c.foretold
	at := 0
	for at < min(len(want), len(came)) && want[at] == came[at] {
		at++
	}
	f.differs = fault{ChangedText, excerpt(want, at), excerpt(came, at)}
	for _, event := range f.events[:f.next] {
		c.inspect(event)
	}
}

// endForetold ends the check of a stream. It reports the first difference if it finds no
// other fault.
func (c *checker) endForetold(err error) {
	f := &c.foretold
	if !f.differs.isSet() && f.next == len(f.events) {
		if err != nil {
			c.fault(Truncated, "a whole stream", c.cause(err))
		}
		return
	}
	if !f.differs.isSet() {
		c.differ(f.events[f.next].Data, []byte("the end of the stream"))
	}
	if c.endStream(err); len(c.faults) == 0 {
		c.faults = append(c.faults, f.differs)
	}
}

// endForetoldBody checks an answer that is not a stream.
func (c *checker) endForetoldBody() {
	f := &c.foretold
	if equalJSON(f.body, c.body) {
		return
	}
	if c.vectors != nil || f.status != 200 {
		e := &c.embedded
		switch err := e.read(c.body); {
		case err != nil:
			c.unreadable(e.Offset())
		case e.failed && f.status == 200:
			c.fault(ErrorEvent, "no error", excerpt(c.body, 0))
		}
	} else {
		c.checkBody()
	}
	if len(c.faults) == 0 {
		c.differ(f.body, c.body)
		c.faults = append(c.faults, f.differs)
	}
}
