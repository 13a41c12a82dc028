package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/gate"
	"mock-openai/fast/internal/ratelimit"
)

// newGate returns nil where any number of requests may be answered at once.
func newGate(a ratelimit.Allowance) *gate.Gate {
	if a.MaxConcurrency == 0 {
		return nil
	}
	return gate.New(a.MaxConcurrency, a.MaxQueue)
}

// InFlight tells how many requests for something to be made up are being
// answered and how many wait for their turn, both 0 where
// Allowance.MaxConcurrency does not bound them.
func (s *Server) InFlight() (answering, queued int) {
	g := s.gate.Load()
	if g == nil {
		return 0, 0
	}
	return g.Count()
}

// admitted lets no more requests than Allowance.MaxConcurrency into next at once.
func (s *Server) admitted(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if g := s.gate.Load(); g != nil {
			s.admit(ctx, g, next)
		} else {
			next(ctx)
		}
	}
}

// admit lets a request through the gate into next. It stands apart so that what
// has no gate needs none of its stack: the stack of a stream is memory.
func (s *Server) admit(ctx *fasthttp.RequestCtx, g *gate.Gate, next fasthttp.RequestHandler) {
	var out lookout
	err := g.Enter(func() <-chan struct{} { return out.begin(s, ctx.Conn()) })
	out.end()
	switch err {
	case nil:
		ctx.SetUserValue(placeKey{}, g)
		defer leave(ctx)
		next(ctx)
	case gate.ErrFull:
		s.writeError(ctx, errOverloaded(s.config.Limits.OverloadStatus))
	case gate.ErrGone:
		s.pacing.HangUps.Add(1)
		s.writeError(ctx, apierr.ClientLeft)
	default: // the server shuts down
		s.writeError(ctx, errOverloaded(fasthttp.StatusServiceUnavailable))
	}
}

// placeKey is under which a request has the gate that it must leave.
type placeKey struct{}

// takePlace returns the gate of ctx, which the caller has to leave from now on;
// nil if there is none, or somebody else has taken it.
func takePlace(ctx *fasthttp.RequestCtx) *gate.Gate {
	g, _ := ctx.UserValue(placeKey{}).(*gate.Gate)
	if g != nil {
		ctx.RemoveUserValue(placeKey{})
	}
	return g
}

// leave gives the place of a request back at the end of its handler, unless a
// stream has taken it.
func leave(ctx *fasthttp.RequestCtx) {
	if g := takePlace(ctx); g != nil {
		g.Leave()
	}
}

// errOverloaded says that there is no place left, as 429 or 503.
func errOverloaded(status int) *apierr.Error {
	if status == fasthttp.StatusTooManyRequests {
		return &apierr.Error{Status: status, Kind: "requests", Code: "rate_limit_exceeded",
			Message: "The engine is currently overloaded, please try again later."}
	}
	return &apierr.Error{Status: status, Kind: "server_error", Message: "The server is overloaded or not ready yet."}
}
