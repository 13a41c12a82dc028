package verify

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"mock-openai/bench/internal/loadtest"
	"mock-openai/bench/load"
	"mock-openai/bench/sse"
	"mock-openai/fast"
)

// recorded keeps the events of an answer.
type recorded struct {
	head   load.Head
	events []sse.Event
}

func (r *recorded) Begin(int64, []byte) {}
func (r *recorded) Head(h load.Head) {
	r.head = h
	r.head.ContentType, r.head.RequestID = slices.Clone(h.ContentType), slices.Clone(h.RequestID)
}
func (r *recorded) Body([]byte, bool) {}
func (r *recorded) End(error)         {}
func (r *recorded) Event(e sse.Event, _ int) bool {
	r.events = append(r.events, sse.Event{Type: bytes.Clone(e.Type), Data: bytes.Clone(e.Data)})
	return false
}

// echoed is a stream of an API with its Verify.
type echoed struct {
	*Verify
	body []byte
	recorded
}

// echoes returns two streams of each API, the first of an ASCII text, the second of a rich
// one.
func echoes(t testing.TB) (all []echoed) {
	url := loadtest.Serve(t, fast.Config{Answers: fast.Answers{StreamTokensMax: 3}})
	for _, a := range APIs() {
		if !a.Streams() {
			continue
		}
		v, err := New(Config{API: a, Stream: true, Tokens: 24})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			e := echoed{Verify: v, body: v.AppendBody(nil, 0)}
			l := load.Load{URL: url + v.Path(), Body: e.body, Connections: 1, Requests: 1, Checker: func() load.Checker { return &e.recorded }}
			if _, err := l.Run(context.Background()); err != nil {
				t.Fatal(err)
			}
			all = append(all, e)
		}
	}
	return all
}

// faults returns the kinds of faults that c finds in events: with patterns, or reading each
// event.
func (e *echoed) faults(c *checker, events []sse.Event, read bool) (kinds []Kind) {
	c.Begin(0, e.body)
	c.Head(e.head)
	for i, event := range events {
		if !read {
			c.Event(event, i+1)
			continue
		}
		c.arrivals.events++
		c.inspect(event)
	}
	c.End(nil)
	for _, f := range c.faults {
		kinds = append(kinds, f.kind)
	}
	slices.Sort(kinds)
	return kinds
}

// agree checks that an event has the same faults with patterns as when it is read.
func (e *echoed) agree(t *testing.T, at int, event sse.Event) {
	t.Helper()
	quick, slow := e.Checker().(*checker), e.Checker().(*checker)
	if got := e.faults(quick, e.events, false); len(got) > 0 { // quick learns its patterns here
		t.Fatalf("%s: %v in what was sent", e.config.API.Name, got)
	}
	events := slices.Clone(e.events)
	events[at] = event
	got, want := e.faults(quick, events, false), e.faults(slow, events, true)
	if !slices.Equal(got, want) {
		t.Errorf("%s: event %d is %q: %v by patterns, %v if read", e.config.API.Name, at, event.Data, got, want)
	}
}

// TestPattern_Agrees alters and drops bytes all over some events.
func TestPattern_Agrees(t *testing.T) {
	for i, e := range echoes(t) {
		if testing.Short() && i%4 > 0 { // under the race detector
			continue
		}
		last := len(e.events) - 1 // a short stream may have few
		for _, at := range []int{1, min(4, last), last - 1, last} {
			event := e.events[at]
			e.agree(t, at, sse.Event{Type: []byte("other"), Data: event.Data})
			for i := 0; i < len(event.Data); i += 1 + len(event.Data)/64 {
				for _, b := range []byte{'"', '\\', '-', 0xff} {
					data := bytes.Clone(event.Data)
					data[i] = b
					e.agree(t, at, sse.Event{Type: event.Type, Data: data})
				}
				e.agree(t, at, sse.Event{Type: event.Type, Data: slices.Concat(event.Data[:i], event.Data[i+1:])})
			}
		}
	}
}

// FuzzPattern replaces bytes of an event by arbitrary ones.
func FuzzPattern(f *testing.F) {
	all := echoes(f)
	f.Add(uint8(0), uint8(3), uint16(20), uint16(4), []byte("x"))
	f.Add(uint8(8), uint8(3), uint16(80), uint16(1), []byte(`-`))
	f.Add(uint8(10), uint8(60), uint16(8), uint16(0), []byte(`\u0041`))
	f.Fuzz(func(t *testing.T, stream, at uint8, from, size uint16, b []byte) {
		e := &all[int(stream)%len(all)]
		event := e.events[int(at)%len(e.events)]
		i := min(int(from), len(event.Data))
		j := min(i+int(size), len(event.Data))
		e.agree(t, int(at)%len(e.events), sse.Event{Type: event.Type, Data: slices.Concat(event.Data[:i], b, event.Data[j:])})
	})
}
