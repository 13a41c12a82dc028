package front

import (
	"sync/atomic"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/ratelimit"
)

// RateLimit counts requests by their API key.
type RateLimit struct {
	Limiter *atomic.Pointer[ratelimit.Limiter] // points to nil if nothing is limited
	Model   func(body []byte) []byte           // returns the JSON-escaped model of a request, for the error
}

// Limit counts each request to next, and answers requests above the limit with 429.
func (l *RateLimit) Limit(d *dialect.Dialect, writeError ErrorWriter, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if limiter := l.Limiter.Load(); limiter != nil {
			l.take(ctx, limiter, d, writeError, next)
		} else {
			next(ctx)
		}
	}
}

// take passes a request to next if limiter allows it.
func (l *RateLimit) take(ctx *fasthttp.RequestCtx, limiter *ratelimit.Limiter, d *dialect.Dialect, writeError ErrorWriter, next fasthttp.RequestHandler) {
	key := d.Credential(&ctx.Request.Header)
	if state, ok := limiter.TakeRequest(ctx, &d.Limits, key); ok {
		next(ctx)
	} else {
		writeError(ctx, limiter.RefuseRequest(&d.Limits, l.Model(ctx.Request.Body()), state))
	}
	limiter.ShowTokens(ctx, &d.Limits, key)
}
