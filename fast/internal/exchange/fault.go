package exchange

import (
	"cmp"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/inject"
)

// drawFault chooses the fault of a request, unless its session already has, and the quirks
// of its answer. It draws before the request's own seed is applied, so that the seed has no
// influence on them. It returns where the fault was taken from; nil if it is not FailNext's.
func (p *Pipeline) drawFault(c *call) *failNext {
	next := p.failNext.Load()
	if next.take() {
		c.fault, c.Quirks = next.spec, next.quirks
	} else {
		next = nil
		c.drawOfProfile()
	}
	c.settleFault()
	return next
}

// drawOfProfile chooses the fault of c, unless it has one, and its quirks as its profile
// says.
func (c *call) drawOfProfile() {
	if len(c.Profile.Faults) > 0 && c.fault.Kind == fault.None {
		c.fault, _ = c.Profile.Faults.Draw(c.Rand)
	}
	c.Quirks = c.Profile.Quirks.Draw(c.Rand)
}

// settleFault sets what follows from the fault and the quirks of c.
func (c *call) settleFault() {
	if c.endpoint.Messages {
		c.Quirks = c.Quirks.OverSocket()
	}
	if c.Quirks != 0 {
		c.addQuirkFault()
	}
	if c.fault.Kind == fault.ContentFilter && c.endpoint.Filtered == nil {
		c.fault = noFault
	}
	c.Fails = c.fault.Kind.Refuses()
	if c.Filter = nil; c.fault.Kind == fault.FilteredAnswer {
		c.Filter = &engine.Filter{At: c.fault.At, Reason: c.fault.Type}
	}
	c.Unanswered = c.Fails || c.fault.Kind == fault.Reset
}

// injectFault injects c's fault into its answer, which is complete in ctx. It returns true
// if the answer is sent, and c released, after the handler.
func (p *Pipeline) injectFault(ctx *fasthttp.RequestCtx, c *call) (detached bool) {
	switch {
	case c.fault.Kind == fault.None:
		return false
	case c.Fails:
		p.fail(ctx, c)
		return false
	case c.fault.Kind == fault.FilteredAnswer:
		p.countFiltered(c)
		return false
	}
	return p.Injector.Answer(ctx, c.fault, c.ID, c)
}

// finishAnswer injects c's fault into its answer, which is complete in ctx, and gives the
// body its quirks. It returns true as injectFault does.
func (p *Pipeline) finishAnswer(ctx *fasthttp.RequestCtx, c *call) (detached bool) {
	if c.Quirks == 0 || c.Fails {
		return p.injectFault(ctx, c)
	}
	if c.fault.Kind.Cuts() { // the fault takes the body as it is
		quirkBody(ctx, c.Quirks)
		return p.injectFault(ctx, c)
	}
	p.injectFault(ctx, c)
	quirkBody(ctx, c.Quirks)
	return false
}

// streamed is a call whose answer is a stream, generated or replayed.
type streamed interface {
	inject.Exchange
	inject.Events
}

// injectStreamFault injects c's fault into its stream x. It reports whether it has started
// the stream.
func (p *Pipeline) injectStreamFault(ctx *fasthttp.RequestCtx, c *call, x streamed) (started bool) {
	if c.fault.Kind == fault.FilteredAnswer {
		p.countFiltered(c)
		return false
	}
	return c.fault.Kind != fault.None && p.Injector.Stream(ctx, c.fault, c.ID, x, x, &c.delivery)
}

// countFiltered counts the fault of c if it has ended the answer. Without text it does not.
func (p *Pipeline) countFiltered(c *call) {
	if c.Filter.Ended {
		p.Injector.Counts.Add(fault.FilteredAnswer)
	}
}

// fail answers with the error of c's fault.
func (p *Pipeline) fail(ctx *fasthttp.RequestCtx, c *call) {
	c.writeError(ctx, c.refusal())
	p.Injector.Counts.Add(c.fault.Kind)
	if c.Quirks != 0 {
		quirkError(ctx, c)
	}
}

// writeError answers with an error, in the form of the accent that c has by now.
func (c *call) writeError(ctx *fasthttp.RequestCtx, e *apierr.Error) {
	if c.Determined {
		front.NoteID(ctx, c.ID)
	}
	if c.Profile != nil {
		front.NoteAccent(ctx, behavior.AccentOf(c.Profile, c.overrides))
	}
	c.endpoint.WriteError(ctx, e)
}

// refusal returns the error with which c's fault answers.
func (c *call) refusal() *apierr.Error {
	if c.fault.Kind == fault.ContentFilter {
		if !c.endpoint.Filtered.OwnKind {
			return c.endpoint.Filtered
		}
		own := *c.endpoint.Filtered
		own.Kind = cmp.Or(c.fault.Type, own.Kind)
		own.Model, own.PromptTokens = string(c.Answer.Model), c.PromptTokens
		return &own
	}
	e := inject.ErrorOf(&c.fault)
	if e.Retry = c.fault.For; e.Retry == 0 && c.fault.Status == fasthttp.StatusTooManyRequests {
		e.Retry = defaultRetryAfter
	}
	return e
}

// defaultRetryAfter is the Retry-After of 429 if the fault sets none.
const defaultRetryAfter = time.Second
