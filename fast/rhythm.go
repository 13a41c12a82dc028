package fast

import (
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/latency"
	"mock-openai/fast/pace"
)

// beat is when the parts of an answer are due.
type beat struct {
	start  pace.Instant
	rhythm latency.Rhythm
	delay  time.Duration // what the waits before events add up to
	left   int           // tokens of several choices that have not made up one of each
}

// beginBeat starts the beat of c's answer. What it draws has no influence on what is
// said.
func (s *Server) beginBeat(c *call) (b beat) {
	b.start = pace.Now()
	clock := c.manner.clock
	if clock == nil {
		return b
	}
	c.tempo.Seed(c.id[0], c.id[1])
	stretch := c.stretched
	if g := s.gate.Load(); g != nil {
		running, _ := g.Count()
		stretch *= latency.Stretch(s.config.LoadFactor, running, g.Places())
	}
	b.rhythm = clock.Begin(c.beats, c.promptTokens, stretch)
	if thought := c.reasoningTokens / max(1, len(c.choices)); thought > 0 {
		b.rhythm.Advance(c.beats, thought)
	}
	return b
}

// event returns when an event with so many tokens is due. Choices are made side
// by side: n tokens of n choices take the time of one.
func (b *beat) event(c *call, tokens int) pace.Instant {
	b.delay += c.manner.ResponseDelay
	b.left += tokens
	open := max(1, c.stream.open)
	due := b.start.Add(b.rhythm.Advance(c.beats, b.left/open) + b.delay)
	b.left %= open
	return due
}

// first returns how long after the beginning the first event of a stream is due.
func (b *beat) first(c *call) time.Duration {
	return b.rhythm.Advance(c.beats, 0) + c.manner.ResponseDelay
}

// hold keeps an answer of so many tokens that is not streamed until its last is
// due, and returns how long that took the model. A client that hangs up is not
// waited for, and an error comes at once.
func (s *Server) hold(ctx *fasthttp.RequestCtx, c *call, tokens int) time.Duration {
	if c.manner.clock == nil || c.fault.Kind == fault.Error {
		return 0
	}
	c.waits(ctx)
	start, took := s.lasting(c, tokens)
	seat, err := s.takeSeat(nil, ctx.Conn())
	if err != nil {
		return took
	}
	defer seat.leave()
	seat.wait(start.Add(took)) // whoever is gone, or ends the server, is in no need of waiting
	return took
}

// lasting returns when an answer of so many tokens that is not streamed begins,
// and how long it takes the model.
func (s *Server) lasting(c *call, tokens int) (start pace.Instant, took time.Duration) {
	b := s.beginBeat(c)
	return b.start, b.rhythm.Advance(c.beats, tokens/max(1, len(c.choices)))
}
