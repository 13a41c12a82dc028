// Package ratelimit refuses what is above the requests or tokens of a minute, and tells
// clients in headers where they stand.
package ratelimit

import (
	"fmt"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/limit"
	"mock-openai/fast/pace"
	"mock-openai/fast/skim"
)

// Limiter refuses what is more than a minute allows to an API key, or to all keys
// together. A request without a key counts for the empty one.
type Limiter struct {
	requests, tokens quota
	keys             *limit.Keys
	all              limit.Account
	Now              func() pace.Instant
}

// quota is a limit on requests or on tokens.
type quota struct {
	limit.Pair
	kind    string // the type of the error
	measure string // as the error names it
	headers quotaHeaders
}

// New returns nil where nothing is limited.
func New(a Allowance) *Limiter {
	if max(a.RPM, a.TPM, a.RPMTotal, a.TPMTotal) == 0 {
		return nil
	}
	return Of(
		limit.Pair{Each: limit.NewRate(a.RPM), All: limit.NewRate(a.RPMTotal)},
		limit.Pair{Each: limit.NewRate(a.TPM), All: limit.NewRate(a.TPMTotal)})
}

// Of returns a limiter of these rates.
func Of(requests, tokens limit.Pair) *Limiter {
	l := &Limiter{
		requests: quota{
			Pair: requests,
			kind: "requests", measure: "requests per min (RPM)", headers: newQuotaHeaders("Requests"),
		},
		tokens: quota{
			Pair: tokens,
			kind: "tokens", measure: "tokens per min (TPM)", headers: newQuotaHeaders("Tokens"),
		},
		Now: pace.Now,
	}
	l.keys = limit.NewKeys(l.requests.Each, l.tokens.Each)
	return l
}

// TakeRequest takes a request of an API key, and says in headers of ctx how many are
// left. False says that there was none.
func (l *Limiter) TakeRequest(ctx *fasthttp.RequestCtx, key []byte) (limit.State, bool) {
	now := l.Now()
	account := l.keys.Account(key, now)
	state, ok := l.requests.Take(&account.Requests, &l.all.Requests, 1, now)
	l.requests.headers.write(ctx, state)
	return state, ok
}

// RefuseRequest is the error of a request for the JSON-escaped model that TakeRequest
// has refused.
func (l *Limiter) RefuseRequest(model []byte, state limit.State) *apierr.Error {
	return l.requests.refusal(model, state, 1)
}

// ShowTokens says in headers how many tokens the key has left, unless that has been said.
func (l *Limiter) ShowTokens(ctx *fasthttp.RequestCtx, key []byte) {
	if l.tokens.headers.written(ctx) {
		return
	}
	now := l.Now()
	account := l.keys.Account(key, now)
	state, _ := l.tokens.Take(&account.Tokens, &l.all.Tokens, 0, now)
	l.tokens.headers.write(ctx, state)
}

// LimitsTokens tells whether tokens are limited at all.
func (l *Limiter) LimitsTokens() bool { return l.tokens.Pair != (limit.Pair{}) }

// TakeTokens takes the tokens of an answer of the JSON-escaped model, those of its
// prompt included, or says that there are not so many left. An answer of the mock is
// known before its first byte is sent, so what is taken is what its usage says.
func (l *Limiter) TakeTokens(ctx *fasthttp.RequestCtx, key, model []byte, n int) *apierr.Error {
	now := l.Now()
	account := l.keys.Account(key, now)
	state, ok := l.tokens.Take(&account.Tokens, &l.all.Tokens, n, now)
	l.tokens.headers.write(ctx, state)
	if ok {
		return nil
	}
	return l.tokens.refusal(model, state, n)
}

// TakeBoth takes a request and its tokens: for the limits of a single model.
func (l *Limiter) TakeBoth(ctx *fasthttp.RequestCtx, key, model []byte, n int) *apierr.Error {
	if state, ok := l.TakeRequest(ctx, key); !ok {
		return l.RefuseRequest(model, state)
	}
	return l.TakeTokens(ctx, key, model, n)
}

// refusal says, as OpenAI does, that n more are too many for the JSON-escaped
// model.
func (q *quota) refusal(model []byte, state limit.State, n int) *apierr.Error {
	e := &apierr.Error{Status: fasthttp.StatusTooManyRequests, Kind: q.kind, Code: "rate_limit_exceeded"}
	what := fmt.Sprintf("for %s in organization org-mock on %s: Limit %d", skim.AppendUnescaped(nil, model), q.measure, state.Limit)
	const more = "Visit https://platform.openai.com/account/rate-limits to learn more."
	if state.Wait == limit.Never {
		e.Message = fmt.Sprintf("Request too large %s, Requested %d. The input or output tokens must be reduced in order to run successfully. %s", what, n, more)
		return e
	}
	e.Retry = state.Wait
	e.Message = fmt.Sprintf("Rate limit reached %s, Used %d, Requested %d. Please try again in %s. %s",
		what, state.Limit-state.Remaining, n, render.RoundUp(state.Wait, time.Millisecond), more)
	return e
}
