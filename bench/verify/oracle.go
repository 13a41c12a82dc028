package verify

import (
	"bytes"
	"encoding/json"
	"reflect"

	"mock-openai/bench/sse"
)

// foretold is the answer that an oracle predicts.
type foretold struct {
	body    []byte
	events  []sse.Event
	next    int   // index of the next expected event
	differs fault // the first difference

	in said // reads the answer
}

// expectForetold asks the oracle for the answer to body.
func (v *Verify) expectForetold(x *expected, f *foretold, body []byte) {
	a := v.config.API
	x.reset()
	x.status, f.body = v.config.Oracle.Answer(v.config.Path, body)
	f.events, f.next, f.differs = f.events[:0], 0, fault{}
	if x.stream = a.asksStream(v.config.Path, body) && x.status == 200; x.stream {
		f.expectEvents(x, a)
	} else if f.in.load(a, f.body, true) == nil && len(f.in.parts) > 0 {
		x.text = append(x.text, f.in.parts[0].text...)
		x.expectEnd(&f.in)
	}
}

// expectEvents divides the body into events, and sets what they bring.
func (f *foretold) expectEvents(x *expected, a *API) {
	var framings sse.Framings
	framing := framings.For([]byte(a.contentType))
	for rest, ok := f.body, true; ok; {
		var e sse.Event
		if e, rest, ok = framing.Next(rest); !ok {
			break
		}
		e = sse.Event{Type: bytes.Clone(e.Type), Data: bytes.Clone(e.Data)}
		f.events = append(f.events, e)
		switch {
		case bytes.Equal(e.Data, done):
			x.needed |= setOf(atDone)
		case f.in.load(a, e.Data, false) == nil:
			f.expectEvent(x, a, e.Type)
		}
	}
}

// expectEvent sets what the event brings that was read.
func (f *foretold) expectEvent(x *expected, a *API, kind []byte) {
	if a.typeApart {
		f.in.kind = kind
	}
	brings := a.flow.brings(a, &f.in)
	x.needed |= brings
	for _, p := range f.in.parts {
		if p.index == 0 && brings.has(atText) {
			x.text = append(x.text, p.text...)
		}
	}
	x.expectEnd(&f.in)
}

// expectEnd sets the finish reason and usage of a document, if it has them.
func (x *expected) expectEnd(s *said) {
	if s.has {
		x.usage = s.usage
	}
	for _, p := range s.parts {
		if p.index == 0 && p.finish != nil {
			x.finish = string(p.finish)
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
	if equalJSON(f.body, c.body.data) {
		return
	}
	if c.vectors != nil || c.want.status != 200 {
		c.readVectors()
	} else {
		c.checkBody()
	}
	if len(c.faults) == 0 {
		c.differ(f.body, c.body.data)
		c.faults = append(c.faults, f.differs)
	}
}
