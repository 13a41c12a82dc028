package fast_test

import (
	"testing"

	"github.com/valyala/fasthttp"
)

// BenchmarkHandler measures each handler in memory, without fasthttp around
// it; the yardstick is a handler that answers a constant.
func BenchmarkHandler(b *testing.B) {
	handler := newHandler(b)
	for _, c := range cases {
		b.Run(c.name, func(b *testing.B) { benchmarkHandler(b, handler, c.method, c.path, c.body) })
	}
	constant := make([]byte, 1400)
	b.Run("yardstick", func(b *testing.B) {
		benchmarkHandler(b, func(ctx *fasthttp.RequestCtx) {
			ctx.SetContentType("application/json")
			ctx.SetBody(constant)
		}, "POST", "/", chatRequest)
	})
}

func benchmarkHandler(b *testing.B, handler fasthttp.RequestHandler, method, path, body string) {
	ctx := newRequest(method, path, body)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		ctx.Response.Reset()
		handler(ctx)
		if ctx.Response.IsBodyStream() {
			ctx.Response.BodyWriteTo(discard{})
		}
	}
}

// discard takes every event and does nothing with it.
type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
