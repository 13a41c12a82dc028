package exchange

import (
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/deliver"
	"mock-openai/fast/latency"
	"mock-openai/fast/pace"
)

// beginTimeline starts the timeline of c's answer. With a LoadFactor, latencies grow with
// the number of requests being answered.
func (p *Pipeline) beginTimeline(c *call) {
	slowdown := c.Slowdown
	if g := p.Gate.Load(); g != nil {
		running, _ := g.Count()
		slowdown *= latency.LoadSlowdown(p.LoadFactor, running, g.Slots())
	}
	thought := c.ReasoningTokens
	if c.Reply != nil {
		thought = c.Reply.Reasoning.Tokens() * len(c.Choices)
	}
	if c.Reasons {
		thought = 0
	}
	c.timeline.Begin(c.Profile, c.ID, len(c.Choices), c.PromptTokens-c.Cache.Read, thought, slowdown)
	if e := c.engine(); e != nil && !c.Fails {
		c.timeline.Think(thought / max(1, len(c.Choices)))
		c.submit(e)
	}
	if c.Start != 0 {
		c.timeline.Start = c.Start
	}
	c.timeline.Waited, c.timeline.Left = time.Duration(c.Skipped.Events)*c.timeline.Wait, c.Skipped.Tokens
}

// hold delays an answer in one piece until its last token is due. It returns the
// processing time of the model. It returns early if the client hangs up, and at once if
// an error replaces the answer.
func (p *Pipeline) hold(ctx *fasthttp.RequestCtx, c *call, tokens int) time.Duration {
	if c.Profile.Clock == nil && p.Engine != nil {
		return p.holdInEngine(ctx, c)
	}
	if c.Profile.Clock == nil || c.Fails {
		return 0
	}
	c.stats.BeginWait(ctx)
	start, took := c.Lasting(tokens)
	p.Pacing.WaitUntil(ctx.Conn(), start.Add(took))
	c.recordFirst()
	return took
}

// Lasting returns when an answer in one piece begins, and how long the model takes for
// that many tokens. An engine is not asked to generate it, but to estimate how long that
// would take.
func (c *call) Lasting(tokens int) (start pace.Instant, took time.Duration) {
	if e := c.engine(); e != nil {
		ttft, itl := c.estimate(e)
		return pace.Now(), ttft + time.Duration(max(0, c.longestChoice()-1))*itl
	}
	c.pipeline.beginTimeline(c)
	if c.Reply != nil {
		tokens = c.Steps()
	}
	return c.timeline.Start, c.timeline.Total(tokens, len(c.Choices))
}

// Spent returns how long the model took before its first token, and in all so far. Both are
// 0 if the answer is not delayed, or has to be the same whatever the delay.
func (c *call) Spent() (first, all time.Duration) {
	if c.Fails || c.Determined || c.engine() == nil && (c.Profile.Immediate() || c.Profile.Clock == nil && !c.Request.Stream) {
		return 0, 0
	}
	return c.timeline.Spent()
}

// Due returns when the event that was rendered last is due. [DONE] is due at once.
func (c *call) Due() pace.Instant {
	if c.Stream.AtOnce {
		return 0
	}
	if c.generation.sequence != nil {
		c.generation.token = c.timeline.Token(c.Stream.Tokens, c.Stream.Open)
		return deliver.Unknown
	}
	return c.timeline.Event(c.Stream.Tokens, c.Stream.Open)
}
