package front

import (
	"sync/atomic"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/gate"
	"mock-openai/fast/internal/hangup"
	"mock-openai/fast/internal/ratelimit"
)

// NewGate returns nil where any number of requests may be answered at once.
func NewGate(a ratelimit.Allowance) *gate.Gate {
	if a.MaxConcurrency == 0 {
		return nil
	}
	return gate.New(a.MaxConcurrency, a.MaxQueue)
}

// Admission bounds how many requests are answered at once, and how many wait for that.
type Admission struct {
	Gate           *atomic.Pointer[gate.Gate] // to nil where any number may come
	OverloadStatus int                        // 429 or 503
	Watcher        func() *hangup.Watcher     // notices the clients that leave the queue; it returns nil if it cannot
	HangUps        *atomic.Uint64             // counts them
}

// Admit lets no more requests into next at once than the gate has room for.
func (a *Admission) Admit(writeError ErrorWriter, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if g := a.Gate.Load(); g != nil {
			a.enter(ctx, g, writeError, next)
		} else {
			next(ctx)
		}
	}
}

// enter lets a request through the gate into next. It stands apart so that what has no
// gate needs none of its stack: the stack of a stream is memory.
func (a *Admission) enter(ctx *fasthttp.RequestCtx, g *gate.Gate, writeError ErrorWriter, next fasthttp.RequestHandler) {
	var queued queuedDisconnect
	err := g.Acquire(func() <-chan struct{} { return queued.begin(ctx.Conn(), a.Watcher) })
	queued.end()
	switch err {
	case nil:
		ctx.SetUserValue(slotKey{}, g)
		defer leave(ctx)
		next(ctx)
	case gate.ErrQueueFull:
		writeError(ctx, errOverloaded(a.OverloadStatus))
	case gate.ErrCanceled:
		a.HangUps.Add(1)
		writeError(ctx, apierr.ClientLeft)
	default: // the server shuts down
		writeError(ctx, errOverloaded(fasthttp.StatusServiceUnavailable))
	}
}

// slotKey is the key under which a request has the gate that it must leave.
type slotKey struct{}

// TakeSlot returns the gate of ctx, which the caller has to leave from now on; nil if
// there is none, or somebody else has taken it.
func TakeSlot(ctx *fasthttp.RequestCtx) *gate.Gate {
	g, _ := ctx.UserValue(slotKey{}).(*gate.Gate)
	if g != nil {
		ctx.RemoveUserValue(slotKey{})
	}
	return g
}

// leave gives the slot of a request back at the end of its handler, unless a stream has
// taken it.
func leave(ctx *fasthttp.RequestCtx) {
	if g := TakeSlot(ctx); g != nil {
		g.Release()
	}
}

// errOverloaded says that there is no slot left, as 429 or 503.
func errOverloaded(status int) *apierr.Error {
	if status == fasthttp.StatusTooManyRequests {
		return &apierr.Error{Status: status, Kind: "requests", Code: "rate_limit_exceeded",
			Message: "The engine is currently overloaded, please try again later."}
	}
	return &apierr.Error{Status: status, Kind: "server_error", Message: "The server is overloaded or not ready yet."}
}
