// Package inject makes a planned fault happen to an answer, to a stream or to the
// connection of either.
package inject

import (
	"bytes"
	"context"
	"sync"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/deliver"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
)

// Injector makes faults happen to the answers of a server.
type Injector struct {
	Counts fault.Counts // of the faults that have happened

	pacing   *deliver.Pacing
	ending   context.Context // done once the server shuts down
	hijacked sync.WaitGroup  // answers that fasthttp does not wait for
}

// New returns an Injector for a server that begins to shut down once ending is done.
func New(ending context.Context, p *deliver.Pacing) *Injector {
	return &Injector{pacing: p, ending: ending}
}

// Wait waits for the answers that fasthttp does not wait for. There must be no new ones.
func (in *Injector) Wait() { in.hijacked.Wait() }

// Exchange is the request whose answer a fault happens to.
type Exchange interface {
	// Outlive has it keep, until it is released, what would end with the handler
	// of ctx: its answer is sent later.
	Outlive(ctx *fasthttp.RequestCtx)
	// HTMLHeaders are those of an answer with the wrong content type.
	HTMLHeaders() *header.Block
	// Release ends it.
	Release()
}

// Events are the events of a stream that a fault happens to.
type Events interface {
	deliver.Events
	// Estimate is about how many events there are.
	Estimate() float64
	// Ended reports whether Next has appended the last event.
	Ended() bool
	// Drop is told that the event that Next has appended is not sent.
	Drop()
	// Empty leaves out what is still to be said. It reports false if it cannot, and the
	// events are to be emptied one by one.
	Empty() bool
	// AppendEmpty appends an event without a choice, without the two newlines behind it.
	// Only streams are asked for it that end with [DONE].
	AppendEmpty(dst []byte) []byte
	// AppendError appends the event that ends a stream with an error.
	AppendError(dst []byte, e *apierr.Error) []byte
}

// Answer has a fault happen to an answer that is whole and ready in ctx, and has that
// id. It reports whether it releases x once that is sent. A fault that is an error is
// not for it.
func (in *Injector) Answer(ctx *fasthttp.RequestCtx, spec fault.Spec, id render.ID, x Exchange) (releases bool) {
	body := ctx.Response.Body()
	switch spec.Kind {
	case fault.WrongContentType:
		x.HTMLHeaders().Write(ctx, id, 0)
	case fault.MalformedJSON:
		ctx.Response.SetBodyRaw(bytes.Clone(body[:min(spec.In(len(body)), len(body)-1)]))
	case fault.EmptyChoices:
		ctx.Response.SetBodyRaw(withoutElements(body))
	case fault.HugeEvent:
		ctx.Response.SetBodyRaw(appendPadding(bytes.Clone(body[:len(body)-1]), spec.Size))
	case fault.NoDone, fault.ErrorEvent:
		return false // they need a stream
	default:
		return in.cutAnswer(ctx, spec, x)
	}
	in.Counts.Add(spec.Kind)
	return false
}

// Stream has a fault happen to a stream that has begun. It reports whether it has
// started the stream, which then releases x. If not, the stream is to be started,
// altered as it may be. A fault that is an error is not for it.
func (in *Injector) Stream(ctx *fasthttp.RequestCtx, spec fault.Spec, id render.ID, x Exchange, events Events, st *deliver.Stream) (started bool) {
	switch spec.Kind {
	case fault.WrongContentType:
		x.HTMLHeaders().Write(ctx, id, 0)
	case fault.MalformedJSON, fault.EmptyChoices, fault.HugeEvent, fault.ErrorEvent, fault.NoDone:
		st.Events = faulty(spec, events)
	default:
		return in.cutStream(ctx, spec, x, events, st)
	}
	in.Counts.Add(spec.Kind)
	return false
}
