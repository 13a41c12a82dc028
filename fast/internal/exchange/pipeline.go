// Package exchange takes one request of any dialect from its body to the last byte of its
// answer. It decodes the request, resolves how the model behaves, generates the answer,
// counts it against the limits, and delivers it with its fault, if any.
package exchange

import (
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/batch"
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/deliver"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/enginemetrics"
	"mock-openai/fast/internal/fixture"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/gate"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/inject"
	"mock-openai/fast/internal/memory"
	"mock-openai/fast/internal/observe"
	"mock-openai/fast/internal/promptcache"
	"mock-openai/fast/internal/ratelimit"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/replay"
	"mock-openai/fast/quirk"
)

// Pipeline answers the requests of a server. It is safe for concurrent use once its
// fields are set.
type Pipeline struct {
	// How answers are made.
	Generator     *engine.Generator
	Schedule      *atomic.Pointer[behavior.Schedule]
	Overrides     bool    // requests may change how they are answered
	Seed          *uint64 // of the random numbers; nil means a random seed
	Deterministic bool    // answers depend only on Seed and the body of the request
	Fixtures      *fixture.Set
	Recordings    *replay.Library    // nil if nothing is replayed
	PromptCache   *promptcache.Cache // nil if there is none

	// Faults and limits.
	FailFirst behavior.FailFirst
	Sessions  *behavior.Sessions // nil if FailFirst is off
	Injector  *inject.Injector
	Limits    *atomic.Pointer[ratelimit.Limiter] // points to nil if nothing is limited
	Gate      *atomic.Pointer[gate.Gate]         // points to nil if concurrency is not limited
	Memory    *memory.Budget

	// When answers are due, and how they are sent.
	Timeless     bool             // no answer is delayed
	LoadFactor   float64          // latency multiplier when the gate is full
	Engine       *batch.Scheduler // determines when answers are due that have no latencies; nil for none
	Pacing       *deliver.Pacing
	StreamWriter bool // streams are sent through SetBodyStreamWriter

	// What is recorded.
	Recorded bool // requests are recorded, with their models
	Observer *observe.Observer
	Metrics  *enginemetrics.Recorder // of an inference server; nil for none
	Quirks   quirk.Counts            // of answers

	failNext atomic.Pointer[failNext]

	_        [64]byte      // keeps requests, which changes all the time, off the cache lines of the other fields
	requests atomic.Uint64 // counted only if Seed is set
	_        [64]byte
}

// Endpoint is what a pipeline needs of a row of the endpoint table.
type Endpoint struct {
	Codec    dialect.Codec
	Window   dialect.Windowed  // the codec, if its requests have to fit the context window; else nil
	Cached   dialect.Cached    // the codec, if there is a prompt cache and its prompts are cached; else nil
	URI      dialect.URIReader // the codec, if it reads the URI of requests; else nil
	Target   fixture.Target    // for fixtures
	Free     bool              // tokens do not count against the limits
	Messages bool              // events are messages of a WebSocket
	Route    int               // index in the metrics
	Limits   *ratelimit.Style
	Filtered *apierr.Error // what a content filter says; nil if there is none

	Credential func(h *fasthttp.RequestHeader) []byte
	WriteError front.ErrorWriter

	// Streamed reports whether a request for JSON that exists already gets StreamHeaders; nil for
	// none.
	Streamed func(ctx *fasthttp.RequestCtx) bool

	// Header sets additional headers; nil for none.
	Header func(h *fasthttp.ResponseHeader, c *dialect.Session)

	Headers       *header.Block // of an answer in one piece
	StreamHeaders *header.Block // of a stream, unless its session sets its own
	HTMLHeaders   *header.Block // of an answer with the wrong content type
}

// Generate returns a handler that generates an answer.
func (p *Pipeline) Generate(e *Endpoint) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		c, returned := p.acquire(ctx, e), false
		defer c.giveUpUnless(&returned)
		detached := p.answer(ctx, c)
		if returned = true; !detached {
			c.Release()
		}
	}
}

// answer answers a request. If it returns true, the sender of the answer releases c.
func (p *Pipeline) answer(ctx *fasthttp.RequestCtx, c *call) (detached bool) {
	e := c.endpoint
	if err := p.prepare(ctx, c); err != nil {
		if c.asked != nil {
			c.asked.Settle(false)
		}
		p.Generator.PutBack(&c.Turn)
		if p.counts(e) && err.Status < fasthttp.StatusTooManyRequests {
			p.Metrics.Refuse()
		}
		c.writeError(ctx, err)
		return false
	}
	if c.Quirks != 0 {
		p.selectQuirks(ctx, c)
	}
	took := time.Duration(0)
	if !c.Request.Stream {
		if tokens, waits := e.Codec.Hold(&c.Session); waits {
			took = p.hold(ctx, c, tokens)
		}
	}
	if e.Header != nil {
		e.Header(&ctx.Response.Header, &c.Session)
	}
	if c.Request.Stream {
		e.Codec.Begin(&c.Session)
		return p.startStream(ctx, c)
	}
	e.Headers.Write(ctx, c.ID, took)
	c.count()
	c.body.Set(ctx, e.Codec.AppendAnswer(c.body.Begin(ctx), &c.Session))
	return p.finishAnswer(ctx, c)
}

// Resume returns a handler of GET requests for an earlier answer. It replays the answer's
// stream from where the client lost it if the query has stream=true, and otherwise calls
// whole.
func (p *Pipeline) Resume(e *Endpoint, how dialect.Resumer, whole fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if !ctx.QueryArgs().GetBool("stream") {
			whole(ctx)
			return
		}
		c, returned := p.acquire(ctx, e), false
		defer c.giveUpUnless(&returned)
		detached := p.resume(ctx, c, how)
		if returned = true; !detached {
			c.Release()
		}
	}
}

func (p *Pipeline) resume(ctx *fasthttp.RequestCtx, c *call, how dialect.Resumer) (detached bool) {
	finished, err := how.Resume(&c.Session, ctx)
	if err == nil {
		err = p.reserve(c, how)
	}
	if err != nil {
		c.writeError(ctx, err)
		return false
	}
	c.fault = noFault              // the original stream had its own
	if e := c.engine(); e != nil { // it is not generated again
		ttft, itl := time.Duration(0), time.Duration(0)
		if !finished {
			ttft, itl = c.estimate(e)
		}
		c.Profile = c.Profile.WithTimes(ttft, itl)
	}
	how.Begin(&c.Session)
	return p.startStream(ctx, c)
}

// Lookup returns a handler that answers with the JSON that lookup returns.
func (p *Pipeline) Lookup(e *Endpoint, lookup func(*fasthttp.RequestCtx) ([]byte, *apierr.Error)) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		body, err := lookup(ctx)
		if err != nil {
			e.WriteError(ctx, err)
			return
		}
		headers := e.Headers
		if e.Streamed != nil && e.Streamed(ctx) {
			headers = e.StreamHeaders
		}
		headers.Write(ctx, render.NewID(), 0)
		p.Observer.CountOK(ctx, e.Route)
		ctx.Response.SetBodyRaw(body)
	}
}

// Reset starts counting afresh and cancels FailNext.
func (p *Pipeline) Reset() {
	p.requests.Store(0)
	p.failNext.Store(nil)
	if p.Recordings != nil {
		p.Recordings.Rewind()
	}
	p.Fixtures.Reset()
	if p.Sessions != nil {
		p.Sessions.Forget()
	}
}
