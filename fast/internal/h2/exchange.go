package h2

import (
	"net/http"
	"sync"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/memory"
)

// exchange is the pooled state of one request and its answer.
type exchange struct {
	ctx    fasthttp.RequestCtx
	stream stream
	fields []byte        // of the response's header
	events []byte        // of the response's body
	charge memory.Charge // for the request's
	within bounded
}

const (
	// maxKept is the capacity in bytes above which a buffer is left to the
	// garbage collector.
	maxKept = 64 << 10
	// eventRoom is how many bytes of events are sent at once.
	eventRoom = 16 << 10
)

var exchanges = sync.Pool{New: func() any { return new(exchange) }}

func acquireExchange(r *http.Request) *exchange {
	e := exchanges.Get().(*exchange)
	e.stream.request = r
	e.ctx.Init2(&e.stream, silent{}, false)
	e.ctx.Response.Header.SetNoDefaultContentType(true)
	return e
}

// releaseExchange gives e back, unless a handler may go on using it.
func releaseExchange(e *exchange) {
	if e.ctx.Hijacked() || e.ctx.LastTimeoutErrorResponse() != nil {
		return
	}
	e.ctx.Request.Reset()
	e.ctx.Response.Reset()
	e.ctx.Request.SwapBody(kept(e.ctx.Request.SwapBody(nil)))
	e.ctx.Response.SwapBody(kept(e.ctx.Response.SwapBody(nil)))
	e.stream.request = nil
	e.stream.closed.Store(false)
	e.within = bounded{}
	e.fields = kept(e.fields)
	exchanges.Put(e)
}

// kept is b emptied, or nil if it has grown too large to keep.
func kept(b []byte) []byte {
	if cap(b) > maxKept {
		return nil
	}
	return b[:0]
}

// silent drops what handlers log through fasthttp.
type silent struct{}

func (silent) Printf(string, ...any) {}

// ServeHTTP answers r with the handler. One who hijacks a connection of HTTP/1.1
// would break it off; here the stream is reset.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e := acquireExchange(r)
	e.within = bounded{w, http.NewResponseController(w), s.config.ReadTimeout, s.config.WriteTimeout, time.Time{}}
	if s.config.ReceiveTimeout > 0 {
		e.within.received = time.Now().Add(s.config.ReceiveTimeout)
	}
	if err := e.receive(r, s.config); err != nil {
		s.config.Malformed(&e.ctx, err)
	} else {
		s.handler(&e.ctx)
	}
	w.Header()["Server"] = s.name
	e.send(r)
	e.stream.giveBack()
	e.charge.Release()
	if e.stream.closed.Load() || e.ctx.Hijacked() {
		panic(http.ErrAbortHandler)
	}
	releaseExchange(e)
}
