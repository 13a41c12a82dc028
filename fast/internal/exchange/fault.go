package exchange

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/inject"
)

// failNext is a fault that happens to the next requests.
type failNext struct {
	spec fault.Spec
	left atomic.Int64
}

// take reports whether the fault happens to one more.
func (f *failNext) take() bool { return f != nil && f.left.Load() > 0 && f.left.Add(-1) >= 0 }

// FailNext has a fault happen to the next n requests, in place of what else would go
// wrong with them.
func (p *Pipeline) FailNext(n int, spec fault.Spec) error {
	if err := spec.Validate(); err != nil {
		return err
	}
	if n < 0 {
		return fmt.Errorf("%d requests are negative", n)
	}
	f := &failNext{spec: spec}
	f.left.Store(int64(n))
	p.failNext.Store(f)
	return nil
}

// Failing is how many of the next requests FailNext is going to happen to.
func (p *Pipeline) Failing() int {
	if f := p.failNext.Load(); f != nil {
		return int(max(f.left.Load(), 0))
	}
	return 0
}

// drawFault settles what is to go wrong with a request, unless its session has.
// It draws once, before what a request's own seed determines.
func (p *Pipeline) drawFault(c *call) {
	if next := p.failNext.Load(); next.take() {
		c.fault = next.spec
	} else if len(c.Profile.Faults) > 0 && c.fault.Kind == fault.None {
		c.fault, _ = c.Profile.Faults.Draw(c.Rand)
	}
	c.Fails = c.fault.Kind.Refuses()
	c.Unanswered = c.Fails || c.fault.Kind == fault.Reset
}

// injectFault has c's fault happen to its answer, which is whole and ready in ctx.
func (p *Pipeline) injectFault(ctx *fasthttp.RequestCtx, c *call) (detached bool) {
	switch {
	case c.fault.Kind == fault.None:
		return false
	case c.Fails:
		p.fail(ctx, c)
		return false
	}
	return p.Injector.Answer(ctx, c.fault, c.ID, c)
}

// injectStreamFault has c's fault happen to its stream. It reports whether the stream has
// been started.
func (p *Pipeline) injectStreamFault(ctx *fasthttp.RequestCtx, c *call) (started bool) {
	return c.fault.Kind != fault.None && p.Injector.Stream(ctx, c.fault, c.ID, c, c, &c.delivery)
}

// fail answers with the error that c's fault is.
func (p *Pipeline) fail(ctx *fasthttp.RequestCtx, c *call) {
	c.endpoint.WriteError(ctx, c.refusal())
	p.Injector.Counts.Add(c.fault.Kind)
}

// refusal is the error that c's fault is.
func (c *call) refusal() *apierr.Error {
	if c.fault.Kind == fault.ContentFilter {
		return c.endpoint.Filtered
	}
	e := apierr.OfStatus(c.fault.Status)
	if e.Retry = c.fault.For; e.Retry == 0 && c.fault.Status == fasthttp.StatusTooManyRequests {
		e.Retry = defaultRetryAfter
	}
	return e
}

// defaultRetryAfter is the wait that 429 tells of where the fault does not.
const defaultRetryAfter = time.Second

var (
	_ inject.Exchange = (*call)(nil)
	_ inject.Events   = (*call)(nil)
)

// Outlive has c keep, until it is released, what would end with the handler of ctx:
// its answer is sent later.
func (c *call) Outlive(ctx *fasthttp.RequestCtx) {
	c.slot = front.TakeSlot(ctx)
	c.stats.Outlive(ctx)
}

// HTMLHeaders are the headers of an answer with the wrong content type.
func (c *call) HTMLHeaders() *header.Block { return c.endpoint.HTMLHeaders }

// Estimate is about how many events c's stream has.
func (c *call) Estimate() float64 { return c.Stream.Estimate(c.CompletionTokens, len(c.Choices)) }

// Ended reports whether the last event of c's stream is rendered.
func (c *call) Ended() bool { return c.Stream.Ended }

// Drop leaves the event that was rendered last out of the count.
func (c *call) Drop() { c.Stream.Events-- }

// Empty leaves out what is still to be said.
func (c *call) Empty() bool { return c.Encoder.Empty() }

// AppendEmpty appends an event without choices.
func (c *call) AppendEmpty(dst []byte) []byte { return c.Encoder.AppendEmpty(dst, &c.Stream) }

// AppendError appends the event that ends a stream with an error.
func (c *call) AppendError(dst []byte, e *apierr.Error) []byte {
	return c.Encoder.AppendError(dst, &c.Stream, e)
}
