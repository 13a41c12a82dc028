package observe

import (
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/meter"
	"mock-openai/fast/skim"
)

// Stats is what is noted of one request that has something made up. The zero value is
// ready. It serves one request after another, each from Begin to Finish.
type Stats struct {
	shard    uint32 // of the counters, for good; 0 before the first request
	turn     uint32 // counts the requests
	route    int
	meter    *meter.Meter
	counters *meter.Counters
	inFlight bool // counted as such
	answered bool // with 200
	streamed bool
	left     bool // the client, before the end
	timing   timing
}

// timing is the part of Stats that only requests have that are timed.
type timing struct {
	weight uint64 // for how many requests this one stands; 0 if it is not timed
	start  time.Time
	first  time.Duration // to the first event, 0 as long as there is none
	record *record       // of the access log, nil without one
}

// timedOf is how many requests one that is timed stands for, where answers wait
// for nothing: to read the clock again costs 26 ns, as much as all that is
// counted of a request.
const timedOf = 16

// Begin begins the stats of a request to route that came at the time start.
func (s *Stats) Begin(o *Observer, ctx *fasthttp.RequestCtx, route int, start time.Time) {
	if s.shard == 0 {
		s.shard = o.shards.Add(1)
	}
	s.route, s.counters = route, o.meter.Shard(s.shard)
	s.meter = o.meter
	if s.turn++; o.access != nil {
		s.timing = timing{weight: 1, start: start, record: recordOf(ctx)}
	} else if s.turn%timedOf == 0 {
		s.timing = timing{weight: timedOf, start: start}
	}
}

// BeginWait notes that the answer has to wait: the request is in flight, and timed.
func (s *Stats) BeginWait(ctx *fasthttp.RequestCtx) {
	s.timing.weight, s.timing.start = 1, ctx.Time()
	s.MarkInFlight()
}

// MarkInFlight counts the request as being in flight from now on.
func (s *Stats) MarkInFlight() {
	if !s.inFlight {
		s.inFlight = true
		s.counters.Begun.Add(1)
	}
}

// Count counts an answer of a JSON-escaped model, which is about to be written.
func (s *Stats) Count(model []byte, promptTokens, completionTokens int) {
	s.answered = true
	s.counters.PromptTokens.Add(uint64(promptTokens))
	s.counters.CompletionTokens.Add(uint64(completionTokens))
	if r := s.timing.record; r != nil {
		r.model = string(skim.AppendUnescaped(nil, model)) // now: a stream may outlive its request
		r.prompt, r.completion = promptTokens, completionTokens
	}
}

// CountStream counts one that is streamed.
func (s *Stats) CountStream(ctx *fasthttp.RequestCtx, model []byte, promptTokens, completionTokens int) {
	s.Count(model, promptTokens, completionTokens)
	s.MarkInFlight()
	s.streamed = true
	if s.timing.record != nil {
		s.timing.record.detach(ctx)
	}
}

// CountEvents counts n events that have been written.
func (s *Stats) CountEvents(n uint64) {
	if s.timing.weight != 0 && s.timing.first == 0 {
		s.timing.first = max(time.Since(s.timing.start), 1)
	}
	s.counters.Events.Add(n)
}

// Outlive notes that the answer is going to be sent after the handler of ctx has
// returned.
func (s *Stats) Outlive(ctx *fasthttp.RequestCtx) {
	if r := s.timing.record; r != nil && s.answered {
		r.detach(ctx)
		r.late = true
	}
}

// ClientLeft notes that the client has left before the end.
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
		s.meter.Stream(s.route, t.first, d, t.weight)
	} else {
		s.meter.Unstreamed(s.route, d, t.weight)
	}
	if t.record != nil {
		t.record.finish(s, d)
	}
}
