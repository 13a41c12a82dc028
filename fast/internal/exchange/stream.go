package exchange

import (
	"bytes"
	"cmp"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/deliver"
	"mock-openai/fast/internal/front"
)

// startStream answers with the events of c, whose stream has begun.
func (p *Pipeline) startStream(ctx *fasthttp.RequestCtx, c *call) (detached bool) {
	c.delivery.Begin(c, c)
	processing := time.Duration(0)
	if !c.Profile.Immediate() {
		if err := p.Pacing.Open(); err != nil {
			c.endpoint.WriteError(ctx, apierr.Internal)
			return false
		}
		p.beginTimeline(c)
		processing = c.timeline.First()
		c.delivery.Pace(p.Pacing)
		c.stats.BeginWait(ctx)
	}
	if c.Stream.Comment != "" {
		c.delivery.KeepAlive(c.Stream.Comment, c.timeline.Start, processing)
	}
	cmp.Or(c.StreamHeaders, c.endpoint.StreamHeaders).Write(ctx, c.ID, processing)
	c.countStream(ctx)
	if !ctx.Request.Header.IsHTTP11() {
		c.delivery.StartUnchunked(ctx)
		return p.injectFault(ctx, c)
	}
	c.slot = front.TakeSlot(ctx)
	if c.Fails {
		p.fail(ctx, c)
		return false
	}
	if !p.injectStreamFault(ctx, c) {
		c.delivery.Start(ctx)
	}
	return true
}

var (
	_ deliver.Events   = (*call)(nil)
	_ deliver.Exchange = (*call)(nil)
)

// Next appends the next event of c's stream.
func (c *call) Next(dst []byte) ([]byte, bool) { return c.Stream.Next(dst) }

// AppendChunks does the same in chunks.
func (c *call) AppendChunks(dst []byte) ([]byte, bool) { return c.Stream.AppendChunks(dst) }

// count counts the answer, which is about to be written, unless a fault has an error
// take its place.
func (c *call) count() {
	if !c.Fails {
		c.stats.Count(c.Model, c.PromptTokens, c.CompletionTokens)
	}
}

// countStream does the same with one that is streamed.
func (c *call) countStream(ctx *fasthttp.RequestCtx) {
	if !c.Fails {
		c.stats.CountStream(ctx, c.Model, c.PromptTokens, c.CompletionTokens)
	}
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
