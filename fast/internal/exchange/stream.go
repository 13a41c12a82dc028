package exchange

import (
	"bytes"
	"cmp"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/deliver"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/stream"
)

// startStream answers with the events of c, whose stream has begun. It returns true if the
// stream releases c.
func (p *Pipeline) startStream(ctx *fasthttp.RequestCtx, c *call) (detached bool) {
	c.delivery.Begin(c, &c.Stream)
	switch {
	case p.StreamWriter && !c.endpoint.Messages: // a pipe would join events
		c.delivery.UseWriter(p.Pacing)
	case c.Quirks == 0:
		c.delivery.UseLoop()
	}
	processing := time.Duration(0)
	if !c.Profile.Immediate() || p.Engine != nil && !c.Fails {
		if err := p.Pacing.Open(); err != nil {
			c.endpoint.WriteError(ctx, apierr.Internal)
			return false
		}
		p.beginTimeline(c)
		processing = c.timeline.First()
		c.delivery.Pace(p.Pacing)
		c.stats.BeginWait(ctx)
	}
	if c.Stream.Comment != "" && !c.Quirks.Any(uncommented) {
		first := processing
		if c.generation.sequence != nil {
			first = 1 // the first event has no due time yet: send one comment
		}
		c.delivery.KeepAlive(c.Stream.Comment, c.timeline.Start, first)
	}
	headers := cmp.Or(c.StreamHeaders, c.endpoint.StreamHeaders)
	if !headers.SSE() {
		c.delivery.NoComments()
	}
	headers.Write(ctx, c.ID, processing)
	if c.Fails {
		p.fail(ctx, c)
		return false
	}
	c.countStream(ctx)
	switch {
	case ctx.Request.Header.IsHTTP11():
		p.startChunked(ctx, c, c)
		return true
	case c.startUntilClose(ctx):
		return true
	}
	return p.startWhole(ctx, c, c)
}

// startChunked starts a stream, which releases c.
func (p *Pipeline) startChunked(ctx *fasthttp.RequestCtx, c *call, x streamed) {
	c.slot = front.TakeSlot(ctx)
	started := p.injectStreamFault(ctx, c, x)
	if c.Quirks != 0 {
		c.frame(ctx)
	}
	if !started {
		c.delivery.Start(ctx)
	}
}

// startUntilClose is startChunked for a client of HTTP/1.0, which knows no chunks. It returns
// false if the stream must be sent whole.
func (c *call) startUntilClose(ctx *fasthttp.RequestCtx) bool {
	if c.fault.Kind != fault.None || !c.delivery.StartUntilClose(ctx) {
		return false
	}
	c.slot = front.TakeSlot(ctx)
	return true
}

// startWhole answers with all events as one body. A fault that cuts answers off cuts that
// body. The result means the same as that of injectFault.
func (p *Pipeline) startWhole(ctx *fasthttp.RequestCtx, c *call, x streamed) (detached bool) {
	cuts := c.fault.Kind.Cuts()
	if !cuts {
		p.injectStreamFault(ctx, c, x)
	}
	if c.Quirks != 0 {
		c.frame(ctx)
	}
	c.delivery.StartWhole(ctx)
	return cuts && p.injectFault(ctx, c)
}

var (
	_ deliver.Events   = (*stream.Cursor)(nil)
	_ deliver.Exchange = (*call)(nil)
)

// Next appends the next event of c's stream, for a fault that changes events.
func (c *call) Next(dst []byte) ([]byte, bool) { return c.Stream.Next(dst) }

// AppendChunks is Next for HTTP/1.1 chunks.
func (c *call) AppendChunks(dst []byte) ([]byte, bool) { return c.Stream.AppendChunks(dst) }

// count counts the answer, which is about to be written, unless an injected error replaces
// it.
func (c *call) count() {
	if c.Fails {
		return
	}
	c.stats.Count(c.Model, c.PromptTokens, c.CompletionTokens)
	if c.recording.On() {
		c.recording.Answer(false)
	}
}

// countStream counts a stream that is about to be written.
func (c *call) countStream(ctx *fasthttp.RequestCtx) {
	c.stats.CountStream(ctx, c.Model, c.PromptTokens, c.CompletionTokens)
	if c.recording.On() {
		c.recording.Answer(true)
	}
}

// Wrote counts the events that have been written since the last call.
func (c *call) Wrote() {
	c.stats.CountEvents(c.Stream.Events)
	c.Stream.Events = 0
	if c.recording.On() {
		c.recording.Write(c.delivery.Paced(), c.Stream.Tokens, c.Stream.Open)
	}
}

// ClientLeft records that the client has left before the end.
func (c *call) ClientLeft() {
	c.stats.ClientLeft()
	if c.recording.On() {
		c.recording.Abort()
	}
}

// Detach copies what the choices refer to in the request, which the stream outlives.
func (c *call) Detach() {
	for i := range c.Choices {
		c.Choices[i].Echo = bytes.Clone(c.Choices[i].Echo)
	}
}
