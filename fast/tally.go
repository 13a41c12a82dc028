package fast

import (
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/meter"
	"mock-openai/fast/skim"
)

// tally is what is noted of a call for the metrics and the access log.
type tally struct {
	seat     uint32 // of its counters, for good; 0 before the first request
	nth      uint32 // counts the requests
	route    *route
	meter    *meter.Meter
	counters *meter.Counters
	inFlight bool // counted as such
	answered bool // with 200
	streamed bool
	gone     bool // the client left before the end
	watch    watch
}

// watch is the part of a tally that only requests have that are timed.
type watch struct {
	stands uint64 // for so many requests; 0 if this one is not timed
	start  time.Time
	first  time.Duration // to the first event, 0 as long as there is none
	entry  *entry        // of the access log, nil without one
}

// timedOf is how many requests one that is timed stands for, where answers wait
// for nothing: to read the clock again costs 26 ns, as much as all that is
// counted of a request.
const timedOf = 16

// enter begins the tally of a request that came at the time start.
func (s *Server) enter(ctx *fasthttp.RequestCtx, c *call, r *route, start time.Time) {
	if c.seat == 0 {
		c.seat = s.seats.Add(1)
	}
	c.route, c.counters = r, s.meter.At(c.seat)
	c.meter = s.meter
	if c.nth++; s.access != nil {
		c.watch = watch{stands: 1, start: start, entry: entryOf(ctx)}
	} else if c.nth%timedOf == 0 {
		c.watch = watch{stands: timedOf, start: start}
	}
}

// waits begins the wait of an answer: it is in flight, and timed.
func (c *call) waits(ctx *fasthttp.RequestCtx) {
	c.watch.stands, c.watch.start = 1, ctx.Time()
	c.fly()
}

// fly counts the request as being in flight from now on.
func (t *tally) fly() {
	if !t.inFlight {
		t.inFlight = true
		t.counters.Begun.Add(1)
	}
}

// count counts the answer, which is about to be written, unless a fault has an
// error take its place.
func (c *call) count() {
	if c.fault.Kind == fault.Error {
		return
	}
	c.answered = true
	c.counters.PromptTokens.Add(uint64(c.promptTokens))
	c.counters.CompletionTokens.Add(uint64(c.completionTokens))
	if e := c.watch.entry; e != nil {
		e.model = string(skim.AppendUnescaped(nil, c.model)) // now: a stream may outlive its request
	}
}

// countStream does so with one that is streamed.
func (c *call) countStream(ctx *fasthttp.RequestCtx) {
	if c.count(); !c.answered {
		return
	}
	c.fly()
	c.streamed = true
	if c.watch.entry != nil {
		c.watch.entry.take(ctx)
	}
}

// wrote notes that an event has been written.
func (c *call) wrote() {
	if c.watch.stands != 0 && c.watch.first == 0 {
		c.watch.first = max(time.Since(c.watch.start), 1)
	}
}

// countEvents counts the events since it was last called.
func (c *call) countEvents() {
	c.counters.Events.Add(c.stream.events)
	c.stream.events = 0
}

// leave ends the tally of a request.
func (c *call) leave() {
	if c.answered {
		c.counters.OK[c.route.index].Add(1)
	}
	if c.watch.stands != 0 {
		if c.answered {
			c.watch.end(c)
		}
		c.watch = watch{}
	}
	if c.inFlight {
		c.counters.Ended.Add(1)
	}
	c.inFlight, c.answered, c.streamed, c.gone = false, false, false, false
}

// end records how long the answer took.
func (w *watch) end(c *call) {
	d := time.Since(w.start)
	if c.streamed {
		c.meter.Stream(c.route.index, w.first, d, w.stands)
	} else {
		c.meter.Whole(c.route.index, d, w.stands)
	}
	if w.entry != nil {
		w.entry.note(c, d)
	}
}
