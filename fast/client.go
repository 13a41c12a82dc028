package fast

import (
	"context"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/pace"
)

// clientOf returns a context that ends when the client hangs up; nil over
// HTTP/1.1, where that shows with the next write.
func clientOf(ctx *fasthttp.RequestCtx) context.Context {
	if stream, ok := ctx.Conn().(interface{ Context() context.Context }); ok {
		return stream.Context()
	}
	return nil
}

// untilGone ends the waits of w when client is done, until stop is called. Both
// may be nil.
func untilGone(client context.Context, w *pace.Waiter) (stop func() bool) {
	if client == nil {
		return nil
	}
	return context.AfterFunc(client, w.Cancel)
}

// release gives w back, unless a late Cancel may still come.
func release(w *pace.Waiter, stop func() bool) {
	if stop == nil || stop() {
		w.Release()
	}
}
