package bench_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast"
)

// BenchmarkHandler measures the handlers in memory, without a server around
// them. The yardstick x-constant compares with is a handler that copies a
// constant answer of the same size.
func BenchmarkHandler(b *testing.B) {
	s, err := fast.New(fast.Config{})
	if err != nil {
		b.Fatal(err)
	}
	mock := s.Handler()
	for _, q := range requests {
		size := meanSize(mock, q.path, q.body)
		yardstick := caller(constantFast(make([]byte, size)), q.path, q.body)
		b.Run(q.name+"/mock-openai", func(b *testing.B) {
			compareHandlers(b, caller(mock, q.path, q.body), yardstick)
		})
		if q.name == "chat" {
			b.Run(q.name+"/encoding-json", func(b *testing.B) {
				compareHandlers(b, callerHTTP(typicalMock(size), q.body), yardstick)
			})
		}
	}
}

// compareHandlers calls yardstick and ours b.N times; time and allocations are
// those of ours.
func compareHandlers(b *testing.B, ours, yardstick func()) {
	start := time.Now()
	for range b.N {
		yardstick()
	}
	base := time.Since(start)
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		ours()
	}
	b.ReportMetric(float64(b.Elapsed())/float64(base), "x-constant")
}

// caller returns a call of handler with one and the same request.
func caller(handler fasthttp.RequestHandler, path, body string) func() {
	ctx := newCtx(path, body)
	return func() { call(ctx, handler, io.Discard) }
}

// callerHTTP returns a call of handler that pays for the recorder, too, which
// is small beside the JSON.
func callerHTTP(handler http.HandlerFunc, body string) func() {
	return func() {
		handler(httptest.NewRecorder(), httptest.NewRequest("POST", "/", strings.NewReader(body)))
	}
}

func newCtx(path, body string) *fasthttp.RequestCtx {
	ctx := new(fasthttp.RequestCtx)
	ctx.Init(new(fasthttp.Request), nil, nil)
	ctx.Request.SetRequestURI(path)
	if body != "" {
		ctx.Request.Header.SetMethod("POST")
		ctx.Request.SetBodyString(body)
	}
	return ctx
}

// call answers the request of ctx and writes the body to w.
func call(ctx *fasthttp.RequestCtx, handler fasthttp.RequestHandler, w io.Writer) {
	ctx.Response.Reset()
	handler(ctx)
	ctx.Response.BodyWriteTo(w)
}

// meanSize is the mean length of the answers in bytes.
func meanSize(handler fasthttp.RequestHandler, path, body string) int {
	const calls = 256
	ctx, size := newCtx(path, body), new(counter)
	for range calls {
		call(ctx, handler, size)
	}
	return int(*size) / calls
}

// counter counts what is written to it.
type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
