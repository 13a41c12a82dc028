package fast

import (
	"bytes"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
)

// drawFault settles what is to go wrong with a request, unless its session has.
// It draws once, before what a request's own seed determines.
func (s *Server) drawFault(c *call) {
	if next := s.failing.Load(); next.take() {
		c.fault = next.spec
		return
	}
	if len(c.manner.Faults) > 0 && c.fault.Kind == fault.None {
		c.fault, _ = c.manner.Faults.Draw(c.rng)
	}
}

// FaultCounts are the faults that have happened, by kind. They stay live.
func (s *Server) FaultCounts() *fault.Counts { return &s.faults }

// HangUps is how many clients have left before the end of an answer that waited,
// be it for a paced stream's next event or in a stall.
func (s *Server) HangUps() uint64 { return s.pacing.HangUps.Load() }

// finish has c's fault happen to its answer, which is whole and ready in ctx,
// and releases c.
func (s *Server) finish(ctx *fasthttp.RequestCtx, c *call) {
	if c.fault.Kind == fault.None || !s.trouble(ctx, c) {
		releaseCall(c)
	}
}

// trouble has c's fault happen to a whole answer. It reports whether that releases c.
func (s *Server) trouble(ctx *fasthttp.RequestCtx, c *call) (releases bool) {
	spec, body := c.fault, ctx.Response.Body()
	switch spec.Kind {
	case fault.Error:
		s.writeFault(ctx, spec)
	case fault.WrongContentType:
		s.wrongHeaders.Write(ctx, c.id, 0)
	case fault.MalformedJSON:
		ctx.Response.SetBodyRaw(bytes.Clone(body[:min(spec.In(len(body)), len(body)-1)]))
	case fault.EmptyChoices:
		ctx.Response.SetBodyRaw(withoutElements(body))
	case fault.HugeEvent:
		ctx.Response.SetBodyRaw(appendPadding(bytes.Clone(body[:len(body)-1]), spec.Size))
	case fault.NoDone, fault.ErrorEvent:
		return false // they need a stream
	default:
		return s.breakWhole(ctx, c)
	}
	s.faults.Add(spec.Kind)
	return false
}

// troubleStream has c's fault happen to a stream that has begun. It reports
// whether that has answered the request and released c; if not, the stream is
// to be started, altered as it may be.
func (s *Server) troubleStream(ctx *fasthttp.RequestCtx, c *call) (answered bool) {
	kind := c.fault.Kind
	switch kind {
	case fault.Error:
		s.writeFault(ctx, c.fault)
		releaseCall(c)
		answered = true
	case fault.WrongContentType:
		s.wrongHeaders.Write(ctx, c.id, 0)
	case fault.MalformedJSON, fault.EmptyChoices, fault.HugeEvent, fault.ErrorEvent, fault.NoDone:
		s.damage(c)
	default:
		return s.breakStream(ctx, c)
	}
	s.faults.Add(kind)
	return answered
}
