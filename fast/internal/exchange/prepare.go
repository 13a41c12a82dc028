package exchange

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/front"
	"mock-openai/pool"
)

// prepare does everything that comes before the first byte of the answer.
func (p *Pipeline) prepare(ctx *fasthttp.RequestCtx, c *call) *apierr.Error {
	how := c.endpoint.Codec
	if reader := c.endpoint.URI; reader != nil {
		if err := reader.ReadURI(&c.Session, ctx.Request.URI()); err != nil {
			return err
		}
		c.KeepModel()
	}
	if err := how.Decode(&c.Session); err != nil {
		return err
	}
	next, err := p.resolveBehavior(ctx, c)
	if p.Recorded {
		front.RecordModel(ctx, c.BaseModel)
	}
	if err == nil {
		err = p.generate(ctx, c)
	}
	if err != nil {
		next.putBack()
	}
	return err
}

// generate generates the answer of c, or what it begins with, and takes what it needs.
func (p *Pipeline) generate(ctx *fasthttp.RequestCtx, c *call) *apierr.Error {
	how := c.endpoint.Codec
	if p.Fixtures.Active() && !c.Unanswered {
		if err := p.preset(ctx, c); err != nil {
			return err
		}
	}
	if c.endpoint.Window != nil {
		if err := c.fitWindow(); err != nil {
			return err
		}
	}
	if err := how.Generate(&c.Session); err != nil {
		return err
	}
	if err := p.reserve(c, how); err != nil {
		return err
	}
	if !c.endpoint.Free { // last: nothing else refuses the request any more
		if err := p.charge(ctx, c); err != nil {
			return err
		}
	}
	if c.endpoint.Cached != nil {
		p.usePromptCache(ctx, c)
	}
	if c.asked != nil {
		c.asked.Settle(true)
	}
	if c.recording.On() {
		c.recording.Prompt(c.PromptTokens, c.Cache.Read)
	}
	return nil
}

// resolveBehavior sets how c is answered: the current profile of its model, changed as the
// request says, and its fault. From here on a seed in the request alone determines the
// random numbers of c. It returns where a fault of FailNext was taken from.
func (p *Pipeline) resolveBehavior(ctx *fasthttp.RequestCtx, c *call) (*failNext, *apierr.Error) {
	now, slowdown := p.Schedule.Load().Now()
	c.Slowdown = slowdown
	settings := p.Generator.ResolveModel(&c.Turn)
	c.Profile = now.Of(c.BaseModel)
	if p.counts(c.endpoint) {
		p.beginRecording(ctx, c)
	}
	if c.overrides = append(c.overrides, settings...); len(c.overrides) > 0 {
		if err := p.override(c); err != nil {
			return nil, err
		}
	}
	next := p.drawFault(c)
	if seed := c.Request.Seed; seed != nil {
		c.Seed(pool.Hash(0, seed), pool.Hash(1, seed))
	}
	return next, nil
}

// override applies the settings in the request to the profile of c.
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

// charge counts the tokens of c against the limits. If too few are left, it returns an error
// and counts nothing. If the model has limits of its own, the headers report those.
func (p *Pipeline) charge(ctx *fasthttp.RequestCtx, c *call) *apierr.Error {
	n := c.PromptTokens + c.CompletionTokens
	e, h := c.endpoint, &ctx.Request.Header
	l := p.Limits.Load()
	if l != nil && l.LimitsTokens() {
		if err := l.TakeTokens(ctx, e.Limits, e.Credential(h), c.Model, n); err != nil {
			return err
		}
	}
	if own := c.Profile.Limits; own != nil {
		if err := own.TakeBoth(ctx, e.Limits, e.Credential(h), c.Model, n); err != nil {
			if l != nil {
				l.ReturnTokens(e.Credential(h), n)
			}
			return err
		}
	}
	return nil
}

// reserve takes the memory for the answer of c from the budget.
func (p *Pipeline) reserve(c *call, how dialect.Codec) *apierr.Error {
	n, err := how.Size(&c.Session)
	if err == nil && !c.body.Reserve(p.Memory, n) {
		err = apierr.OutOfMemory
	}
	return err
}
