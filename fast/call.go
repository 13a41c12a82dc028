package fast

import (
	"sync"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/deliver"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/gate"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/observe"
	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// call is the pooled state of one request from decoding to the last byte.
type call struct {
	dialect.Session
	route      *route
	stats      observe.Stats
	server     *Server
	answerBody deliver.Body
	delivery   deliver.Stream
	overrides  []behavior.Override
	timeline   behavior.Timeline
	place      *gate.Gate // to be left when the stream ends; nil if another sees to it
	fault      fault.Spec // what is to go wrong
}

var calls = sync.Pool{New: func() any {
	c := new(call)
	c.Session.Init()
	c.timeline.Init()
	c.Clock = c
	return c
}}

// acquireCall takes a call from the pool. Without a seed it goes on drawing
// where its last request ended.
func (s *Server) acquireCall(ctx *fasthttp.RequestCtx, r *route) *call {
	c := calls.Get().(*call)
	c.server = s
	if !s.config.Answers.NoOverrides {
		c.overrides = behavior.OverridesIn(&ctx.Request.Header)
	}
	c.Body = ctx.Request.Body()
	now := ctx.Time()
	c.Created = now.Unix()
	c.Source.SetTime(now.UnixNano())
	switch {
	case s.config.Answers.Deterministic:
		c.determine(*s.config.Answers.Seed)
	case s.config.Answers.Seed != nil:
		c.Seed(*s.config.Answers.Seed, s.requests.Add(1))
	}
	c.ID = render.ID{c.PCG.Uint64(), c.PCG.Uint64()}
	if s.sessions != nil && s.sessions.Among(s.config.Faults.FailFirst.N, header.Session(&ctx.Request.Header, r.dialect.Credential)) {
		c.fault = s.config.Faults.FailFirst.With
	}
	c.route = r
	c.stats.Begin(s.observer, ctx, r.index, now)
	return c
}

// determine makes all that c draws from here on, and its time, depend on seed
// and the request's body.
func (c *call) determine(seed uint64) {
	const since, span = 1_700_000_000, 1 << 24 // half a year from November 2023 on
	c.Seed(pool.Hash(seed, c.Body), pool.Hash(^seed, c.Body))
	c.Determined = true
	c.Created = since + int64(c.PCG.Uint64()%span)
}

// settle settles in which manner c is answered and what goes wrong. A seed in the
// request makes what c draws from here on depend on nothing else.
func (s *Server) settle(c *call) *apierr.Error {
	if err := s.behave(c); err != nil {
		return err
	}
	if seed := c.Request.Seed; seed != nil {
		c.Seed(pool.Hash(0, seed), pool.Hash(1, seed))
	}
	return nil
}

// Release gives c back. Nothing of it may be used afterwards.
func (c *call) Release() {
	c.stats.Finish()
	c.answerBody.Release()
	c.delivery.Reset()
	c.Session.Reset()
	if c.place != nil {
		c.place.Leave()
		c.place = nil
	}
	c.server, c.overrides = nil, nil
	c.fault.Kind = fault.None
	calls.Put(c)
}
