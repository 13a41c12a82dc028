package front

import (
	"sync/atomic"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/gate"
	"mock-openai/fast/internal/hangup"
	"mock-openai/fast/internal/ratelimit"
)

// NewGate returns the gate of a, or nil if a does not limit concurrency.
func NewGate(a ratelimit.Allowance) *gate.Gate {
	if a.MaxConcurrency == 0 {
		return nil
	}
	return gate.New(a.MaxConcurrency, a.MaxQueue)
}

// Admission limits how many requests are answered at once and how many wait for a slot.
type Admission struct {
	Gate           *atomic.Pointer[gate.Gate] // points to nil if concurrency is not limited
	OverloadStatus int                        // 429 or 503
	Watcher        func() *hangup.Watcher     // notices clients that leave the queue; returns nil if it cannot
	HangUps        *atomic.Uint64             // counts these clients
	Overloaded     *atomic.Uint64             // counts requests that found the queue full
}

// Admit passes no more requests to next at once than the gate has slots. queue, unless nil,
// is called when a request begins to wait, and what it returns when the wait ends.
func (a *Admission) Admit(queue func(*fasthttp.RequestCtx) (ended func()), writeError ErrorWriter, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if g := a.Gate.Load(); g != nil {
			a.enter(ctx, g, queue, writeError, next)
		} else {
			next(ctx)
		}
	}
}

// enter passes a request through the gate to next. It is a function of its own so that
// requests without a gate do not need its stack: a stream holds its stack until it ends.
func (a *Admission) enter(ctx *fasthttp.RequestCtx, g *gate.Gate, queue func(*fasthttp.RequestCtx) func(), writeError ErrorWriter, next fasthttp.RequestHandler) {
	var queued queuedDisconnect
	var ended func()
	err := g.Acquire(func() <-chan struct{} {
		if queue != nil {
			ended = queue(ctx)
		}
		return queued.begin(ctx.Conn(), a.Watcher)
	})
	queued.end()
	if ended != nil {
		ended()
	}
	switch err {
	case nil:
		ctx.SetUserValue(slotKey{}, g)
		defer leave(ctx)
		next(ctx)
	case gate.ErrQueueFull:
		a.Overloaded.Add(1)
		writeError(ctx, errOverloaded(a.OverloadStatus))
	case gate.ErrCanceled:
		a.HangUps.Add(1)
		writeError(ctx, apierr.ClientLeft)
	default: // the server is shutting down
		Refuse(writeError)(ctx)
	}
}

// Refuse returns a handler of requests whose turn has not come when the server shuts down.
func Refuse(writeError ErrorWriter) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) { writeError(ctx, errOverloaded(fasthttp.StatusServiceUnavailable)) }
}

// slotKey is the user value key of the gate in which a request holds a slot.
type slotKey struct{}

// TakeSlot returns the gate in which ctx holds a slot. The caller must release the slot.
// TakeSlot returns nil if there is no gate or the slot was already taken.
func TakeSlot(ctx *fasthttp.RequestCtx) *gate.Gate {
	g, _ := ctx.UserValue(slotKey{}).(*gate.Gate)
	if g != nil {
		ctx.RemoveUserValue(slotKey{})
	}
	return g
}

// leave releases the slot of a request at the end of its handler, unless a stream has
// taken it.
func leave(ctx *fasthttp.RequestCtx) {
	if g := TakeSlot(ctx); g != nil {
		g.Release()
	}
}

// errOverloaded returns the error for a full server. The status is 429 or 503.
func errOverloaded(status int) *apierr.Error {
	if status == fasthttp.StatusTooManyRequests {
		return &apierr.Error{Status: status, Full: true, Kind: "requests", Code: "rate_limit_exceeded",
			Message: "The engine is currently overloaded, please try again later."}
	}
	return &apierr.Error{Status: status, Full: true, Kind: "server_error", Message: "The server is overloaded or not ready yet."}
}
