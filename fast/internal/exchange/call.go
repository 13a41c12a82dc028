package exchange

import (
	"sync"
	"time"
	"unsafe"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/deliver"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/enginemetrics"
	"mock-openai/fast/internal/fixture"
	"mock-openai/fast/internal/gate"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/observe"
	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// call is the pooled state of one request from decoding to the last byte. It has one owner
// at a time: the handler, and after it the sender of an answer that outlives the handler.
type call struct {
	dialect.Session
	pipeline   *Pipeline
	endpoint   *Endpoint
	stats      observe.Stats
	body       deliver.Body   // of an answer in one piece
	delivery   deliver.Stream // of a streamed answer
	overrides  []behavior.Override
	timeline   behavior.Timeline
	generation generation
	recording  *enginemetrics.Request // nil before the first that is recorded
	slot       *gate.Gate             // Release releases a slot of it; nil if the handler does
	fault      fault.Spec             // the fault to inject
	asked      *fixture.Request       // nil before the first that fixtures are asked about
}

// A paced stream holds a call for its whole life. Its size and the 8 bytes that the allocator
// puts in front of it must fit the size class: the next one is 384 bytes larger.
var _ [2304 - 8 - unsafe.Sizeof(call{})]byte

var calls = sync.Pool{New: func() any {
	c := new(call)
	c.Session.Init()
	c.timeline.Init()
	c.Clock = c
	return c
}}

var noFault fault.Spec

// acquire takes a call from the pool. Without a seed, its random numbers continue where
// those of its last request ended.
func (p *Pipeline) acquire(ctx *fasthttp.RequestCtx, e *Endpoint) *call {
	c := calls.Get().(*call)
	c.pipeline, c.endpoint = p, e
	if p.Overrides {
		c.overrides = behavior.OverridesIn(&ctx.Request.Header)
	}
	c.Body = ctx.Request.Body()
	if e.Messages {
		c.Conversation = ctx.Conn().(dialect.Talking).Conversation()
	}
	c.Tokenizer = p.Generator.Pool.Tokenizer()
	now := ctx.Time()
	c.Created, c.CreatedNanos = now.Unix(), now.Nanosecond()
	c.Source.SetTime(now.UnixNano())
	switch {
	case p.Deterministic:
		c.determine(*p.Seed)
	case p.Seed != nil:
		c.Seed(*p.Seed, p.requests.Add(1))
	}
	c.ID = render.ID{c.PCG.Uint64(), c.PCG.Uint64()}
	if p.Sessions != nil && p.Sessions.AmongFirst(p.FailFirst.N, header.Session(&ctx.Request.Header, e.Credential)) {
		c.fault = p.FailFirst.With
	}
	c.stats.Begin(p.Observer, ctx, e.Route, now)
	return c
}

// determine makes the random numbers and the creation time of c depend on nothing but
// seed and the request's body.
func (c *call) determine(seed uint64) {
	const since, span = 1_700_000_000, 1 << 24 // half a year from November 2023 on
	low := pool.Hash(seed, c.Body)
	c.Seed(low, pool.Hash(^seed, c.Body))
	c.Determined = true
	c.Created, c.CreatedNanos = since+int64(c.PCG.Uint64()%span), int(low%uint64(time.Second))
}

// Release returns c to the pool. Nothing of it may be used afterwards.
func (c *call) Release() {
	if c.pipeline != nil { // otherwise giveUpUnless has released c
		c.giveBack()
		calls.Put(c)
	}
}

// giveUpUnless is deferred by handlers. It gives back what c holds if the handler has
// panicked. Then c is not used again: the response may still refer to it.
func (c *call) giveUpUnless(returned *bool) {
	if !*returned && c.pipeline != nil {
		c.giveBack()
	}
}

// giveBack gives back what c holds: slots, memory, and its place in gauges and the engine.
func (c *call) giveBack() {
	if c.recording.On() {
		c.endRecording()
	}
	c.leaveEngine()
	c.stats.Finish()
	c.body.Release()
	c.delivery.Reset()
	c.Session.Reset()
	if c.asked != nil {
		c.asked.Reset()
	}
	if c.slot != nil {
		c.slot.Release()
		c.slot = nil
	}
	c.pipeline, c.endpoint, c.overrides = nil, nil, nil
	c.fault.Kind = fault.None
}
