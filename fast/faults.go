package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/inject"
)

// drawFault settles what is to go wrong with a request, unless its session has.
// It draws once, before what a request's own seed determines.
func (s *Server) drawFault(c *call) {
	if next := s.failing.Load(); next.take() {
		c.fault = next.spec
	} else if len(c.Profile.Faults) > 0 && c.fault.Kind == fault.None {
		c.fault, _ = c.Profile.Faults.Draw(c.Rand)
	}
	c.Fails = c.fault.Kind == fault.Error
	c.Lost = c.Fails || c.fault.Kind == fault.Reset
}

// FaultCounts are the faults that have happened, by kind. They stay live.
func (s *Server) FaultCounts() *fault.Counts { return &s.injector.Counts }

// HangUps is how many clients have left before the end of an answer that waited,
// be it for a paced stream's next event or in a stall.
func (s *Server) HangUps() uint64 { return s.pacing.HangUps.Load() }

// finish has c's fault happen to its answer, which is whole and ready in ctx,
// and releases c.
func (s *Server) finish(ctx *fasthttp.RequestCtx, c *call) {
	switch c.fault.Kind {
	case fault.None:
	case fault.Error:
		s.fail(ctx, c)
	default:
		if s.injector.Answer(ctx, c.fault, c.ID, c) {
			return
		}
	}
	c.Release()
}

// fail answers with the error that c's fault is.
func (s *Server) fail(ctx *fasthttp.RequestCtx, c *call) {
	c.route.writeError(ctx, faultError(c.fault))
	s.injector.Counts.Add(fault.Error)
}

var (
	_ inject.Exchange = (*call)(nil)
	_ inject.Events   = (*call)(nil)
)

// Outlive has c keep, until it is released, what would end with the handler of ctx:
// its answer is sent later.
func (c *call) Outlive(ctx *fasthttp.RequestCtx) {
	c.place = front.TakeSlot(ctx)
	c.stats.Outlive(ctx)
}

// Estimate is about how many events c's stream has.
func (c *call) Estimate() float64 { return c.Stream.Estimate(c.CompletionTokens, len(c.Choices)) }

// Ended reports whether the last event of c's stream is rendered.
func (c *call) Ended() bool { return c.Stream.Ended }

// Drop leaves the event that was rendered last out of the count.
func (c *call) Drop() { c.Stream.Events-- }

// Empty leaves out what is still to be said.
func (c *call) Empty() bool { return c.Encoder.Empty() }

// AppendEmpty appends an event without choices.
func (c *call) AppendEmpty(dst []byte) []byte { return c.Encoder.AppendEmpty(dst, &c.Stream) }

// AppendError appends the event that ends a stream with an error.
func (c *call) AppendError(dst []byte, e *apierr.Error) []byte {
	return c.Encoder.AppendError(dst, &c.Stream, e)
}
