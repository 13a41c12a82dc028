package front

import (
	"sync/atomic"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/ratelimit"
)

// RateLimit counts requests by the API key that they carry.
type RateLimit struct {
	Limiter *atomic.Pointer[ratelimit.Limiter] // to nil where any number may come
	Model   func(body []byte) []byte           // returns the model that a request names, JSON-escaped, for the refusal
}

// Limit counts each request to next, and answers 429 to those that are too many.
func (l *RateLimit) Limit(d *dialect.Dialect, writeError ErrorWriter, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if limiter := l.Limiter.Load(); limiter != nil {
			l.take(ctx, limiter, d, writeError, next)
		} else {
			next(ctx)
		}
	}
}

// take lets a request into next if limiter does.
func (l *RateLimit) take(ctx *fasthttp.RequestCtx, limiter *ratelimit.Limiter, d *dialect.Dialect, writeError ErrorWriter, next fasthttp.RequestHandler) {
	key := d.Credential(&ctx.Request.Header)
	if state, ok := limiter.TakeRequest(ctx, &d.Limits, key); ok {
		next(ctx)
	} else {
		writeError(ctx, limiter.RefuseRequest(&d.Limits, l.Model(ctx.Request.Body()), state))
	}
	limiter.ShowTokens(ctx, &d.Limits, key)
}
