package exchange

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/fixture"
)

// preset gives c the answer of the first fixture that matches. If that answer is an error,
// preset returns it.
func (p *Pipeline) preset(ctx *fasthttp.RequestCtx, c *call) *apierr.Error {
	target := &c.endpoint.Target
	if target.Endpoint == "" {
		return nil
	}
	if c.asked == nil {
		c.asked = new(fixture.Request)
	}
	c.asked.Target, c.asked.Model = target, c.BaseModel
	c.asked.Path, c.asked.Header = ctx.Path(), &ctx.Request.Header
	f := p.Fixtures.Pick(c.asked, c)
	switch {
	case f == nil:
		return p.Fixtures.Refusal(target)
	case f.Error != nil:
		c.asked.Settle(true)
		return f.Error
	}
	c.Reply = f.Reply
	if f.Variant == nil {
		return nil
	}
	now, _ := p.Schedule.Load().Now()
	c.Profile = f.Variant.Of(now.Of(c.BaseModel))
	if p.Timeless {
		own := *c.Profile
		own.DisableDelays()
		c.Profile = &own
	}
	if len(c.overrides) > 0 { // they take precedence over the fixture
		if err := p.override(c); err != nil {
			return err
		}
	}
	if c.fault.Kind == fault.None && c.Quirks == 0 && f.Variant.Injects() {
		c.drawOfProfile()
		c.settleFault()
	}
	return nil
}

// ReadPrompt tells l what the request says.
func (c *call) ReadPrompt(l engine.Listener) { c.endpoint.Codec.ReadPrompt(&c.Session, l) }
