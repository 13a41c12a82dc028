package fast

import (
	"bytes"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/deliver"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/pace"
)

// startStream answers with the events of c, which has begun, and releases c
// after the last.
func (s *Server) startStream(ctx *fasthttp.RequestCtx, c *call) {
	c.delivery.Begin(c, c)
	processing := time.Duration(0)
	if !c.manner.Idle() {
		if err := s.pacing.Open(); err != nil {
			s.giveUp(ctx, c, apierr.Internal)
			return
		}
		s.beginTimeline(c)
		processing = c.timeline.First()
		c.delivery.Pace(&s.pacing)
		c.stats.BeginWait(ctx)
	}
	if c.stream.comment != "" {
		c.delivery.KeepAlive(c.stream.comment, c.timeline.Start, processing)
	}
	s.streamHeaders.Write(ctx, c.id, processing)
	c.countStream(ctx)
	if !ctx.Request.Header.IsHTTP11() {
		c.delivery.StartWhole(ctx)
		s.finish(ctx, c)
		return
	}
	c.place = front.TakeSlot(ctx)
	switch c.fault.Kind {
	case fault.None:
	case fault.Error:
		s.fail(ctx, c)
		c.Release()
		return
	default:
		if s.injector.Stream(ctx, c.fault, c.id, c, c, &c.delivery) {
			return
		}
	}
	c.delivery.Start(ctx)
}

var (
	_ deliver.Events   = (*call)(nil)
	_ deliver.Exchange = (*call)(nil)
)

// Next appends the next event of c's stream.
func (c *call) Next(dst []byte) ([]byte, bool) { return c.stream.next(dst) }

// AppendChunks does the same in chunks.
func (c *call) AppendChunks(dst []byte) ([]byte, bool) { return c.stream.appendChunks(dst) }

// Due is when the event that was rendered last is due. [DONE] comes at once.
func (c *call) Due() pace.Instant {
	if c.stream.atOnce {
		return 0
	}
	return c.timeline.Event(c.stream.fresh, c.stream.open)
}

// Wrote notes that events have been written.
func (c *call) Wrote() {
	c.stats.CountEvents(c.stream.events)
	c.stream.events = 0
}

// ClientLeft notes that the client has left before the end.
func (c *call) ClientLeft() { c.stats.ClientLeft() }

// Detach copies what the choices have of the request.
func (c *call) Detach() {
	for i := range c.choices {
		c.choices[i].echo = bytes.Clone(c.choices[i].echo)
	}
}
