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
	fields []byte        // of the response header
	events []byte        // of the response body
	charge memory.Charge // for the request body
	writer deadlineWriter
}

const (
	// maxPooled is the capacity in bytes above which a buffer is left to the garbage
	// collector.
	maxPooled = 64 << 10
	// eventBufferSize is how many bytes of events are sent at once.
	eventBufferSize = 16 << 10
)

var exchanges = sync.Pool{New: func() any { return new(exchange) }}

func acquireExchange(r *http.Request) *exchange {
	e := exchanges.Get().(*exchange)
	e.stream.request = r
	e.ctx.Init2(&e.stream, discardLogger{}, false)
	e.ctx.Response.Header.SetNoDefaultContentType(true)
	return e
}

// releaseExchange returns e to the pool, unless a handler may still use it.
func releaseExchange(e *exchange) {
	if e.ctx.Hijacked() || e.ctx.LastTimeoutErrorResponse() != nil {
		return
	}
	e.ctx.Request.Reset()
	e.ctx.Response.Reset()
	e.ctx.Request.SwapBody(resetOrDrop(e.ctx.Request.SwapBody(nil)))
	e.ctx.Response.SwapBody(resetOrDrop(e.ctx.Response.SwapBody(nil)))
	e.stream.request = nil
	e.stream.closed.Store(false)
	e.writer = deadlineWriter{}
	e.fields = resetOrDrop(e.fields)
	exchanges.Put(e)
}

// resetOrDrop returns b emptied, or nil if it is too large to pool.
func resetOrDrop(b []byte) []byte {
	if cap(b) > maxPooled {
		return nil
	}
	return b[:0]
}

// discardLogger drops what handlers log through fasthttp.
type discardLogger struct{}

func (discardLogger) Printf(string, ...any) {}

// ServeHTTP answers r with the handler. A handler that hijacks its connection would
// break it off in HTTP/1.1; here the stream is reset.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e := acquireExchange(r)
	e.writer = deadlineWriter{w, http.NewResponseController(w), s.config.ReadTimeout, s.config.WriteTimeout, time.Time{}}
	if s.config.ReceiveTimeout > 0 {
		e.writer.receiveBy = time.Now().Add(s.config.ReceiveTimeout)
	}
	if err := e.receive(r, s.config); err != nil {
		s.config.Malformed(&e.ctx, err)
	} else {
		s.handler(&e.ctx)
	}
	w.Header()["Server"] = s.name
	e.send(r)
	e.stream.releaseLent()
	e.charge.Release()
	if e.stream.closed.Load() || e.ctx.Hijacked() {
		panic(http.ErrAbortHandler)
	}
	releaseExchange(e)
}
