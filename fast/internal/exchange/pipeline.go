// Package exchange takes one request from its body to the last byte of its answer,
// whatever the dialect: it decodes the request, settles how the model behaves, has the
// answer made up, counts it against the limits, and delivers it, with what is to go
// wrong.
package exchange

import (
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/deliver"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/gate"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/inject"
	"mock-openai/fast/internal/memory"
	"mock-openai/fast/internal/observe"
	"mock-openai/fast/internal/ratelimit"
	"mock-openai/fast/internal/render"
)

// Pipeline answers the requests of a server. It is safe for concurrent use once its
// fields are set.
type Pipeline struct {
	Generator *engine.Generator
	Schedule  *atomic.Pointer[behavior.Schedule]
	Overrides bool // requests may say how they are answered
	Timeless  bool // no answer waits

	Seed          *uint64 // of what is drawn; nil means random
	Deterministic bool    // what is drawn depends on Seed and the body of a request alone

	FailFirst  behavior.FailFirst
	Sessions   *behavior.Sessions // nil where none fails first
	Injector   *inject.Injector
	Limits     *atomic.Pointer[ratelimit.Limiter] // nil where any number may come
	Gate       *atomic.Pointer[gate.Gate]         // nil where any number may come at once
	LoadFactor float64                            // by how much latencies have grown when the gate is full
	Memory     *memory.Budget

	Pacing   *deliver.Pacing
	Observer *observe.Observer

	requests atomic.Uint64 // counted only where Seed is set
	failNext atomic.Pointer[failNext]
}

// Endpoint is what a pipeline has to know of a row of the endpoint table.
type Endpoint struct {
	Codec      dialect.Codec
	URI        dialect.URIReader                                    // the codec, if it reads the URI of requests; else nil
	Header     func(h *fasthttp.ResponseHeader, c *dialect.Session) // sets headers of its own; nil: none
	Free       bool                                                 // tokens do not count against the limits
	Route      int                                                  // in the metrics
	Credential func(h *fasthttp.RequestHeader) []byte
	Limits     *ratelimit.Style
	WriteError front.ErrorWriter
	Filtered   *apierr.Error // what a content filter says

	Headers       *header.Block // of an answer in one piece
	StreamHeaders *header.Block // of a stream, unless its session has others
	HTMLHeaders   *header.Block // of an answer with the wrong content type
}

// Generate returns a handler that has an answer made up.
func (p *Pipeline) Generate(e *Endpoint) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		c := p.acquire(ctx, e)
		if detached := p.answer(ctx, c); !detached {
			c.Release()
		}
	}
}

// answer answers a request. Where it reports that c is detached, who sends the answer
// releases c.
func (p *Pipeline) answer(ctx *fasthttp.RequestCtx, c *call) (detached bool) {
	e := c.endpoint
	if err := p.prepare(ctx, c); err != nil {
		e.WriteError(ctx, err)
		return false
	}
	if e.Header != nil {
		e.Header(&ctx.Response.Header, &c.Session)
	}
	if c.Request.Stream {
		e.Codec.Begin(&c.Session)
		return p.startStream(ctx, c)
	}
	took := time.Duration(0)
	if tokens, waits := e.Codec.Hold(&c.Session); waits {
		took = p.hold(ctx, c, tokens)
	}
	e.Headers.Write(ctx, c.ID, took)
	c.count()
	c.body.Set(ctx, e.Codec.AppendAnswer(c.body.Begin(ctx), &c.Session))
	return p.injectFault(ctx, c)
}

// prepare does all of it that comes before the first byte of the answer.
func (p *Pipeline) prepare(ctx *fasthttp.RequestCtx, c *call) *apierr.Error {
	how := c.endpoint.Codec
	if reader := c.endpoint.URI; reader != nil {
		if err := reader.ReadURI(&c.Session, ctx.Request.URI()); err != nil {
			return err
		}
	}
	if err := how.Decode(&c.Session); err != nil {
		return err
	}
	if err := p.settle(c); err != nil {
		return err
	}
	if err := how.Generate(&c.Session); err != nil {
		return err
	}
	if !c.endpoint.Free {
		if err := p.charge(ctx, c); err != nil {
			return err
		}
	}
	return p.reserve(c, how)
}

// Resume returns a handler of GET requests that answers with what whole does, or, where
// a request asks for it, with the stream that it was, from where a client has lost it.
func (p *Pipeline) Resume(e *Endpoint, how dialect.Resumer, whole fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if !ctx.QueryArgs().GetBool("stream") {
			whole(ctx)
			return
		}
		c := p.acquire(ctx, e)
		if detached := p.resume(ctx, c, how); !detached {
			c.Release()
		}
	}
}

func (p *Pipeline) resume(ctx *fasthttp.RequestCtx, c *call, how dialect.Resumer) (detached bool) {
	err := how.Resume(&c.Session, ctx)
	if err == nil {
		err = p.reserve(c, how)
	}
	if err != nil {
		c.endpoint.WriteError(ctx, err)
		return false
	}
	c.fault = noFault // it has had its own
	how.Begin(&c.Session)
	return p.startStream(ctx, c)
}

// Lookup returns a handler that answers with JSON that is there.
func (p *Pipeline) Lookup(e *Endpoint, lookup func(*fasthttp.RequestCtx) ([]byte, *apierr.Error)) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		body, err := lookup(ctx)
		if err != nil {
			e.WriteError(ctx, err)
			return
		}
		e.Headers.Write(ctx, render.NewID(), 0)
		p.Observer.CountOK(ctx, e.Route)
		ctx.Response.SetBodyRaw(body)
	}
}

// Reset has what is counted begin again.
func (p *Pipeline) Reset() {
	p.requests.Store(0)
	p.failNext.Store(nil)
	if p.Sessions != nil {
		p.Sessions.Forget()
	}
}
