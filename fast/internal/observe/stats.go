package observe

import (
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/meter"
	"mock-openai/fast/skim"
)

// Stats observes one request for generated content. It is reused: each request goes from
// Begin to Finish. The zero value is ready to use.
type Stats struct {
	shard    uint32 // of the counters; 0 before the first request, then never changed
	turn     uint32 // counts the requests
	meter    *meter.Meter
	counters *meter.Counters
	route    uint16
	inFlight bool // counted as in flight
	answered bool // with status 200
	streamed bool
	left     bool // the client left before the end
	timing   timing
}

// timing is the part of Stats that only timed requests need.
type timing struct {
	weight uint64 // number of requests that this one represents; 0 if it is not timed
	start  time.Time
	first  time.Duration // time to the first event; 0 before it
	record *record       // of the access log; nil if requests are not logged
}

// timedOf is the sampling interval of timings: one in timedOf requests is timed if
// answers are sent without delay. Reading the clock again costs 26 ns, as much as all
// the counting of a request.
const timedOf = 16

// Begin starts the stats of a request to route that arrived at start.
func (s *Stats) Begin(o *Observer, ctx *fasthttp.RequestCtx, route int, start time.Time) {
	if s.shard == 0 {
		s.shard = o.shards.Add(1)
	}
	s.route, s.counters = uint16(route), o.meter.Shard(s.shard)
	s.meter = o.meter
	if s.turn++; o.access != nil {
		s.timing = timing{weight: 1, start: start, record: recordOf(ctx)}
	} else if s.turn%timedOf == 0 {
		s.timing = timing{weight: timedOf, start: start}
	}
}

// BeginWait is called when an answer is delayed. The request is then timed and counts as
// in flight.
func (s *Stats) BeginWait(ctx *fasthttp.RequestCtx) {
	s.timing.weight, s.timing.start = 1, ctx.Time()
	s.markInFlight()
}

// markInFlight counts the request as in flight until Finish.
func (s *Stats) markInFlight() {
	if !s.inFlight {
		s.inFlight = true
		s.counters.Begun.Add(1)
	}
}

// Count counts an answer that is about to be written. The model is JSON-escaped.
func (s *Stats) Count(model []byte, promptTokens, completionTokens int) {
	s.answered = true
	s.counters.PromptTokens.Add(uint64(promptTokens))
	s.counters.CompletionTokens.Add(uint64(completionTokens))
	if r := s.timing.record; r != nil {
		r.model = string(skim.AppendUnescaped(nil, model)) // copied now: a stream may outlive its request
		r.prompt, r.completion = promptTokens, completionTokens
	}
}

// CountStream is Count for a stream.
func (s *Stats) CountStream(ctx *fasthttp.RequestCtx, model []byte, promptTokens, completionTokens int) {
	s.Count(model, promptTokens, completionTokens)
	s.markInFlight()
	s.streamed = true
	if s.timing.record != nil {
		s.timing.record.detach(ctx)
	}
}

// CountEvents counts n written events.
func (s *Stats) CountEvents(n uint64) {
	if s.timing.weight != 0 && s.timing.first == 0 {
		s.timing.first = max(time.Since(s.timing.start), 1)
	}
	s.counters.Events.Add(n)
}

// Outlive is called when the answer will be sent after the handler of ctx has returned.
func (s *Stats) Outlive(ctx *fasthttp.RequestCtx) {
	if r := s.timing.record; r != nil && s.answered {
		r.detach(ctx)
		r.late = true
	}
}

// ClientLeft is called when the client has left before the end.
func (s *Stats) ClientLeft() { s.left = true }

// Finish ends the stats of a request.
func (s *Stats) Finish() {
	if s.answered {
		s.counters.OK[s.route].Add(1)
	}
	if s.timing.weight != 0 {
		if s.answered {
			s.record()
		}
		s.timing = timing{}
	}
	if s.inFlight {
		s.counters.Ended.Add(1)
	}
	s.inFlight, s.answered, s.streamed, s.left = false, false, false, false
}

// record records how long the answer took.
func (s *Stats) record() {
	t, d := &s.timing, time.Since(s.timing.start)
	if s.streamed {
		s.meter.Stream(int(s.route), t.first, d, t.weight)
	} else {
		s.meter.Unstreamed(int(s.route), d, t.weight)
	}
	if t.record != nil {
		t.record.finish(s, d)
	}
}
