// Package fast answers the OpenAI API at the speed of the network. Handlers allocate
// nothing. Answers are cut from a read-only pool of articles and joined with fragments
// that were rendered at start.
//
//	s, err := fast.New(fast.Config{})
//	go s.Serve(listener)
package fast

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/fasthttp/router"
	"github.com/valyala/fasthttp"
	"github.com/valyala/fasthttp/fasthttpadaptor"

	"mock-openai/fast/batch"
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/coalesce"
	"mock-openai/fast/internal/connlimit"
	"mock-openai/fast/internal/deliver"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/dialect/openrouter"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/enginemetrics"
	"mock-openai/fast/internal/exchange"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/gate"
	"mock-openai/fast/internal/h2"
	"mock-openai/fast/internal/inject"
	"mock-openai/fast/internal/memory"
	"mock-openai/fast/internal/observe"
	"mock-openai/fast/internal/promptcache"
	"mock-openai/fast/internal/ratelimit"
	"mock-openai/fast/internal/receive"
	"mock-openai/fast/internal/websocket"
	"mock-openai/fast/meter"
	"mock-openai/pool"
)

// maxHeader is the longest request header in bytes. Longer ones are answered with 431.
const maxHeader = 16 << 10

const serverName = "mock-openai"

// Server answers requests. It is safe for concurrent use.
type Server struct {
	config   Config
	schedule atomic.Pointer[behavior.Schedule] // how models answer
	changing sync.Mutex                        // held while the schedule is replaced
	reply    *string                           // the text of every answer; nil for generated ones
	pipeline *exchange.Pipeline

	router *router.Router
	routes *routes
	keys   front.Keys // empty if requests need no key

	// Content of answers.
	pool       *pool.Pool
	generator  *engine.Generator
	models     openai.Models
	families   *openai.Families
	openRouter openrouter.API

	promptCache *promptcache.Cache // nil if prompts are not cached

	// Pacing, limits and faults.
	pacing    deliver.Pacing
	engine    *batch.Scheduler                  // nil if none times answers
	allowed   ratelimit.Allowance               // guarded by changing
	limits    atomic.Pointer[ratelimit.Limiter] // points to nil if nothing is limited
	gate      atomic.Pointer[gate.Gate]         // points to nil if concurrency is not limited
	rateLimit front.RateLimit
	admission front.Admission
	injector  *inject.Injector

	// Connections.
	http      *fasthttp.Server // HTTP/1.1
	h2        *h2.Server       // nil if HTTP/2 is off
	sockets   *websocket.Server
	connLimit *connlimit.Limiter // nil if connections are not limited
	memory    *memory.Budget     // for long requests and answers
	bodies    *receive.Bodies
	ending    context.Context // done once Shutdown has begun
	end       context.CancelFunc

	// Metrics and logs.
	meter         *meter.Meter
	engineMetrics *enginemetrics.Recorder // nil if there are none
	overloaded    atomic.Uint64           // requests that found the queue full
	observer      *observe.Observer
	listeners     coalesce.Listeners
}

// newHTTP returns the server for HTTP/1.1 connections.
func (s *Server) newHTTP(handler fasthttp.RequestHandler, unreadable func(*fasthttp.RequestCtx, error)) *fasthttp.Server {
	return &fasthttp.Server{
		Handler:                      handler,
		ErrorHandler:                 unreadable,
		HeaderReceived:               s.bodies.HeaderReceived,
		ExpectHandler:                front.Expect(s.bodies, unreadable),
		Name:                         serverName,
		NoDefaultContentType:         true, // the header blocks have it
		ReadBufferSize:               maxHeader,
		MaxRequestBodySize:           s.config.Limits.MaxBody,
		ConnState:                    coalesce.ConnState,
		CloseOnShutdown:              true,
		MaxIdleWorkerDuration:        2 * time.Second, // frees the stacks of parked connections soon
		LazyRequestTime:              true,            // read once, when a handler needs it
		DisablePreParseMultipartForm: true,
		Logger:                       quiet{s.config.Observation.Log},
	}
}

// Pool returns the pool that answers are cut from.
func (s *Server) Pool() *pool.Pool { return s.pool }

// Handler returns a handler for a fasthttp server of your own. It answers a panic with
// 500. Most headers are lines within the value of Content-Type, so ctx.Response.Header
// does not find them by name.
func (s *Server) Handler() fasthttp.RequestHandler {
	stage := func(ctx *fasthttp.RequestCtx) front.Stage { return s.routes.at(ctx).stage }
	h := front.Loading(s.config.Timing.StartupDelay, stage, s.routes.writeError, s.routes.dispatch(s.router))
	h = front.Methods(s.routes.options, h)
	if s.config.Transport.CORS {
		h = front.CORS(h)
	}
	h = front.Record(s.config.Observation.Journal, func(ctx *fasthttp.RequestCtx) string { return s.routes.at(ctx).dialectName() }, h)
	h = s.mountControl(h)
	h = front.Guard(s.logPanic, s.routes.writeError, h)
	return s.observe(h)
}

// mountControl passes requests below /_mock/ to Observation.Control. They are not recorded.
func (s *Server) mountControl(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	control := s.config.Observation.Control
	if control == nil {
		return next
	}
	return front.MountControl(fasthttpadaptor.NewFastHTTPHandler(control(s)), next)
}

// RequireKey answers requests whose API key is missing or wrong with 401, and passes the
// others to next. If no keys are set, it returns next itself.
func (s *Server) RequireKey(next http.Handler) http.Handler {
	return front.RequireKeyHTTP(s.keys, openai.Dialect, next)
}

// unreadable returns the handler for requests that could not be read.
func (s *Server) unreadable() func(*fasthttp.RequestCtx, error) {
	return front.Unreadable(func(ctx *fasthttp.RequestCtx, e *apierr.Error) {
		s.observe(func(ctx *fasthttp.RequestCtx) { s.routes.writeError(ctx, e) })(ctx)
	})
}

// observe counts and logs what next answers.
func (s *Server) observe(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return s.observer.Watch(func(ctx *fasthttp.RequestCtx) int { return s.routes.at(ctx).index }, next)
}

// Serve answers on ln until Shutdown, and then returns nil. After Shutdown it returns at once. It
// closes ln.
func (s *Server) Serve(ln net.Listener) error {
	ln = s.connLimit.Listen(ln)
	if s.h2 != nil {
		ln = s.h2.Split(ln)
	}
	listener := coalesce.NewListener(ln, coalesce.Config{
		ReadTimeout:    s.config.Transport.ReadTimeout,
		WriteTimeout:   s.config.Transport.WriteTimeout,
		IdleTimeout:    s.config.Transport.IdleTimeout,
		ReceiveTimeout: s.config.Transport.ReceiveTimeout,
		Logf:           s.logAccept,
	})
	s.listeners.Add(listener)
	defer s.listeners.Remove(listener)
	done := make(chan struct{})
	defer close(done)
	go memory.ReleaseIdle(s.memory, func() (open, parked int) {
		open, parked = listener.Open(), listener.Parked()+s.pacing.Looped()
		if s.h2 != nil {
			open += s.h2.Open()
		}
		return open, parked
	}, done)
	return s.http.Serve(listener)
}

// Shutdown stops accepting connections and waits until all requests in flight, streams
// included, have been answered. Requests that wait for a slot are refused. The connections
// of clients that take or send nothing are closed after Transport's timeouts. If ctx ends first, Shutdown
// returns its error.
func (s *Server) Shutdown(ctx context.Context) error {
	s.end() // ends faults that would last until the client gives up
	if g := s.gate.Load(); g != nil {
		g.Close()
	}
	s.sockets.Drain()
	err := s.shutdown(ctx)
	return errors.Join(err, s.pacing.Close())
}

func (s *Server) shutdown(ctx context.Context) error {
	if s.h2 == nil {
		return s.shutdownHTTP1(ctx)
	}
	done := make(chan error, 1)
	go func() { done <- s.h2.Shutdown(ctx) }()
	return errors.Join(s.shutdownHTTP1(ctx), <-done)
}

// shutdownHTTP1 closes the listeners and shuts down fasthttp. It then waits for the
// connections that fasthttp has let go of, as there are no new ones after that.
func (s *Server) shutdownHTTP1(ctx context.Context) error {
	failed := s.closeListeners()
	if err := s.http.ShutdownWithContext(ctx); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	if err := s.sockets.Wait(ctx); err != nil {
		return err
	}
	done := make(chan struct{})
	go func() {
		s.injector.Wait()
		s.pacing.Wait()
		close(done)
	}()
	select {
	case <-done:
		return failed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// closeListeners closes the listeners and the connections that wait for a request. It gives
// fasthttp a moment to let go of them, because that looks for them every 100 ms only.
func (s *Server) closeListeners() error {
	const most = 10 * time.Millisecond
	listeners, err := s.listeners.Close()
	for wait := 100 * time.Microsecond; wait < most; wait *= 2 {
		for _, l := range listeners {
			l.CloseWaiting()
		}
		if s.http.GetOpenConnectionsCount() < 0 { // fasthttp subtracts one until it shuts down
			break
		}
		time.Sleep(wait)
	}
	return err
}
