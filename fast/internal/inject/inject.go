// Package inject injects a planned fault into an answer, a stream or its connection.
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

// Injector injects faults into the answers of a server.
type Injector struct {
	Counts fault.Counts // injected faults by kind

	pacing   *deliver.Pacing
	ending   context.Context // done once the server shuts down
	hijacked sync.WaitGroup  // answers that fasthttp does not wait for
}

// New returns an Injector for a server that begins to shut down once ending is done.
func New(ending context.Context, p *deliver.Pacing) *Injector {
	return &Injector{pacing: p, ending: ending}
}

// Wait waits for the answers on hijacked connections, which fasthttp does not wait for. No
// new ones may start.
func (in *Injector) Wait() { in.hijacked.Wait() }

// Exchange is a request and its answer, into which a fault is injected.
type Exchange interface {
	// Outlive is called if the answer is sent after the handler of ctx has returned.
	// Until Release the exchange keeps what it would give up with the handler.
	Outlive(ctx *fasthttp.RequestCtx)
	// HTMLHeaders returns the headers of an answer with the wrong content type.
	HTMLHeaders() *header.Block
	// Release ends the exchange.
	Release()
}

// Events are the events of a stream into which a fault is injected.
type Events interface {
	deliver.Events
	// Estimate returns roughly how many events there are.
	Estimate() float64
	// Ended reports whether Next has appended the last event.
	Ended() bool
	// Drop is called if the event that Next has just appended is not sent.
	Drop()
	// Empty removes the content of all further events. It returns false if it cannot;
	// the events are then emptied one by one.
	Empty() bool
	// AppendEmpty appends an event without choices, without the two newlines after it.
	// It is only called for streams that end with [DONE].
	AppendEmpty(dst []byte) []byte
	// AppendError appends the event that ends a stream with an error.
	AppendError(dst []byte, e *apierr.Error) []byte
	// Payload returns the JSON of an event that is a binary message; false means that
	// events are text.
	Payload(event []byte) (payload []byte, binary bool)
	// AppendFramed appends an event that is a binary message with another JSON.
	AppendFramed(dst, event, payload []byte) []byte
}

// Answer injects a fault into the complete answer in ctx, whose id is id. It returns true
// if it releases x once the answer is sent. The fault must not be fault.Error.
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

// Stream injects a fault into a stream that has begun. It returns true if it has started
// the stream, which then releases x. Otherwise the caller starts the stream, whose events
// may be replaced. The fault must not be fault.Error.
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
