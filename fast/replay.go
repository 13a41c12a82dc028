package fast

import (
	"math/rand/v2"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/pace"
)

// making is what a response depends on beside its request. With both it is made
// again, so that its stream has the events it had: to keep these would take
// several times the memory.
type making struct {
	id           render.ID
	created      int64
	completed    int64 // Unix second
	promptTokens int
	manner       *behavior.Compiled
	slowdown     float64
	stretch      uint64
	drawn        rand.PCG // as it was before the answer was drawn
	seeded       bool
	start        pace.Instant // of the response; 0 if it is not paced
}

// making notes what c is made of.
func (c *call) making() making {
	r := c.response
	return making{
		id: c.id, created: c.created, completed: r.completed, promptTokens: c.promptTokens, manner: c.manner,
		slowdown: c.slowdown, stretch: c.stretch, drawn: r.drawn, seeded: c.seeded, start: r.start,
	}
}

// restore has c make what m did.
func (c *call) restore(m *making) {
	c.id, c.created, c.promptTokens, c.manner = m.id, m.created, m.promptTokens, m.manner
	c.slowdown, c.stretch, c.pcg, c.seeded = m.slowdown, m.stretch, m.drawn, m.seeded
	c.fault = fault.Spec{}
	c.response.completed, c.response.start = m.completed, m.start
}

// skipped is what has been left out at the beginning of a stream.
type skipped struct{ events, tokens int }

// resume has the timeline of a response begin when it did, and behind what is skipped.
func (r *response) resume(t *behavior.Timeline) {
	if r.start != 0 {
		t.Start = r.start
	}
	t.Waited, t.Left = time.Duration(r.skipped.events)*t.Wait, r.skipped.tokens
}

// streamResponse answers with the events of a response that is kept, those with a
// higher number than starting_after. Events that are not due yet come when they
// are.
func (s *Server) streamResponse(ctx *fasthttp.RequestCtx, at *route, kept record) {
	from := 0
	query := ctx.QueryArgs()
	if query.Has("starting_after") {
		after, err := query.GetUint("starting_after")
		if err != nil {
			at.writeError(ctx, decode.WrongType("starting_after", "an integer", "a string"))
			return
		}
		from = after + 1
	}
	c := s.acquireCall(ctx, at)
	err := s.remakeResponse(c, kept)
	if err == nil {
		err = s.reserve(c, c.room())
	}
	if err != nil {
		s.giveUp(ctx, c, err)
		return
	}
	s.beginResponse(c)
	if query.Has("include_obfuscation") {
		c.stream.noise = query.GetBool("include_obfuscation")
	}
	c.skipEvents(from)
	s.startStream(ctx, c)
}

// remakeResponse makes the response that is kept again.
func (s *Server) remakeResponse(c *call, kept record) *apierr.Error {
	c.body = kept.request
	if err := c.decodeResponse(); err != nil {
		return err
	}
	c.restore(&kept.making)
	s.identify(c)
	if c.named = c.model; !s.config.Answers.NoOverrides {
		c.named, _ = behavior.SplitModel(c.model)
	}
	c.family = s.family(&c.kinship, c.named)
	if err := s.sayResponse(c); err != nil {
		return err
	}
	c.seeded = true // what it draws from has been used
	if kept.isCancelled() {
		c.response.items, c.response.ended = nil, true
	}
	if !kept.isPending() {
		finished := *c.manner
		finished.Hurry()
		c.manner = &finished
	}
	return nil
}

// skipEvents leaves out the events with a number below from.
func (c *call) skipEvents(from int) {
	r := c.response
	for r.events < from {
		c.stream.fresh = 0
		var more bool
		if c.scratch, more = c.stream.next(c.scratch[:0]); !more {
			return
		}
		r.skipped.events++
		r.skipped.tokens += c.stream.fresh
	}
	c.stream.events = 0
}
