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
	if !c.Profile.Idle() {
		if err := s.pacing.Open(); err != nil {
			s.giveUp(ctx, c, apierr.Internal)
			return
		}
		s.beginTimeline(c)
		processing = c.timeline.First()
		c.delivery.Pace(&s.pacing)
		c.stats.BeginWait(ctx)
	}
	if c.Stream.Comment != "" {
		c.delivery.KeepAlive(c.Stream.Comment, c.timeline.Start, processing)
	}
	s.streamHeaders.Write(ctx, c.ID, processing)
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
		if s.injector.Stream(ctx, c.fault, c.ID, c, c, &c.delivery) {
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
func (c *call) Next(dst []byte) ([]byte, bool) { return c.Stream.Next(dst) }

// AppendChunks does the same in chunks.
func (c *call) AppendChunks(dst []byte) ([]byte, bool) { return c.Stream.AppendChunks(dst) }

// Due is when the event that was rendered last is due. [DONE] comes at once.
func (c *call) Due() pace.Instant {
	if c.Stream.AtOnce {
		return 0
	}
	return c.timeline.Event(c.Stream.Tokens, c.Stream.Open)
}

// Wrote notes that events have been written.
func (c *call) Wrote() {
	c.stats.CountEvents(c.Stream.Events)
	c.Stream.Events = 0
}

// ClientLeft notes that the client has left before the end.
func (c *call) ClientLeft() { c.stats.ClientLeft() }

// Detach copies what the choices have of the request.
func (c *call) Detach() {
	for i := range c.Choices {
		c.Choices[i].Echo = bytes.Clone(c.Choices[i].Echo)
	}
}
