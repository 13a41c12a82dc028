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
	if s.hasUsage {
		x.usage = s.usage
	}
	for _, p := range s.parts {
		if p.index == 0 && p.finish != nil {
			x.finish = string(p.finish)
		}
	}
}

// isComplete reports whether all events have come, and no other.
func (f *foretold) isComplete() bool { return !f.differs.isSet() && f.next == len(f.events) }

// take reports whether data is that of the next event. If not, f records the difference.
func (f *foretold) take(data []byte) bool {
	want := endOfStream
	if f.next < len(f.events) {
		want = f.events[f.next].Data
		if equalJSON(want, data) {
			f.next++
			return true
		}
	}
	f.differ(want, data)
	return false
}

var endOfStream = []byte("the end of the stream")

// differ records the first difference.
func (f *foretold) differ(want, came []byte) {
	at := 0
	for at < min(len(want), len(came)) && want[at] == came[at] {
		at++
	}
	f.differs = fault{ChangedText, excerpt(want, at), excerpt(came, at)}
}

// equalJSON reports whether two documents mean the same.
func equalJSON(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}
