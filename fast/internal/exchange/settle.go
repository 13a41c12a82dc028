package exchange

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/pool"
)

// settle settles how c is answered: as its model is at this time or as the request says,
// and what goes wrong. A seed in the request makes what c draws from here on depend on
// nothing else.
func (p *Pipeline) settle(c *call) *apierr.Error {
	now, slowdown := p.Schedule.Load().Now()
	c.Slowdown = slowdown
	settings := p.Generator.ResolveModel(&c.Turn)
	c.Profile = now.Of(c.BaseModel)
	if c.overrides = append(c.overrides, settings...); len(c.overrides) > 0 {
		if err := p.override(c); err != nil {
			return err
		}
	}
	p.drawFault(c)
	if seed := c.Request.Seed; seed != nil {
		c.Seed(pool.Hash(0, seed), pool.Hash(1, seed))
	}
	return nil
}

// override has c answered as its request says.
func (p *Pipeline) override(c *call) *apierr.Error {
	own, seed, err := c.Profile.Override(c.overrides, p.Generator.Pool.MaxTokens())
	if err != nil {
		return err
	}
	c.Profile = own
	if p.Timeless {
		own.DisableDelays()
	}
	if seed != nil {
		c.Request.Seed = seed
	}
	return nil
}

// charge takes the tokens of c, or says that there are not so many left. The headers
// of a model that has limits of its own are about these.
func (p *Pipeline) charge(ctx *fasthttp.RequestCtx, c *call) *apierr.Error {
	n := c.PromptTokens + c.CompletionTokens
	e, h := c.endpoint, &ctx.Request.Header
	if l := p.Limits.Load(); l != nil && l.LimitsTokens() {
		if err := l.TakeTokens(ctx, e.Limits, e.Credential(h), c.Model, n); err != nil {
			return err
		}
	}
	if l := c.Profile.Limits; l != nil {
		return l.TakeBoth(ctx, e.Limits, e.Credential(h), c.Model, n)
	}
	return nil
}

// reserve takes the memory that the answer of c is going to hold.
func (p *Pipeline) reserve(c *call, how dialect.Codec) *apierr.Error {
	n, err := how.Size(&c.Session)
	if err == nil && !c.body.Reserve(p.Memory, n) {
		err = apierr.OutOfMemory
	}
	return err
}
