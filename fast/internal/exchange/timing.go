package exchange

import (
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/latency"
	"mock-openai/fast/pace"
)

// beginTimeline starts the timeline of c's answer. It runs the slower the more
// requests are being answered, if LoadFactor says so.
func (p *Pipeline) beginTimeline(c *call) {
	slowdown := c.Slowdown
	if g := p.Gate.Load(); g != nil {
		running, _ := g.Count()
		slowdown *= latency.LoadSlowdown(p.LoadFactor, running, g.Slots())
	}
	thought := c.ReasoningTokens
	if c.Reasons {
		thought = 0
	}
	c.timeline.Begin(c.Profile, c.ID, len(c.Choices), c.PromptTokens, thought, slowdown)
	if c.Start != 0 {
		c.timeline.Start = c.Start
	}
	c.timeline.Waited, c.timeline.Left = time.Duration(c.Skipped.Events)*c.timeline.Wait, c.Skipped.Tokens
}

// hold keeps an answer of so many tokens that is not streamed until its last is
// due, and returns how long that took the model. A client that hangs up is not
// waited for, and an error comes at once.
func (p *Pipeline) hold(ctx *fasthttp.RequestCtx, c *call, tokens int) time.Duration {
	if c.Profile.Clock == nil || c.Fails {
		return 0
	}
	c.stats.BeginWait(ctx)
	start, took := c.Lasting(tokens)
	p.Pacing.WaitUntil(ctx.Conn(), start.Add(took))
	return took
}

// Lasting returns when an answer of so many tokens that is not streamed begins,
// and how long it takes the model.
func (c *call) Lasting(tokens int) (start pace.Instant, took time.Duration) {
	c.pipeline.beginTimeline(c)
	return c.timeline.Start, c.timeline.Total(tokens, len(c.Choices))
}

// Spent returns how long the model has taken, and how much of that passed before its first
// token: 0 where nothing waits.
func (c *call) Spent() (first, all time.Duration) {
	if c.Fails || c.Profile.Immediate() || c.Profile.Clock == nil && !c.Request.Stream {
		return 0, 0
	}
	return c.timeline.Spent()
}

// Due is when the event that was rendered last is due. [DONE] comes at once.
func (c *call) Due() pace.Instant {
	if c.Stream.AtOnce {
		return 0
	}
	return c.timeline.Event(c.Stream.Tokens, c.Stream.Open)
}
