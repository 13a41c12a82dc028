// Package ratelimit refuses requests above the limits per minute, and tells clients in
// headers how much of their limits remains.
package ratelimit

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/limit"
	"mock-openai/fast/pace"
)

// Limiter refuses requests above the limits per minute of an API key or of all keys
// together. Requests without a key count as those of the empty key.
type Limiter struct {
	requests, tokens limit.Pair
	keys             *limit.Keys
	all              limit.Account
	Now              func() pace.Instant
}

// New returns a limiter for a, or nil if a limits nothing.
func New(a Allowance) *Limiter {
	if max(a.RPM, a.TPM, a.RPMTotal, a.TPMTotal) == 0 {
		return nil
	}
	return of(
		limit.Pair{Each: limit.NewRate(a.RPM), All: limit.NewRate(a.RPMTotal)},
		limit.Pair{Each: limit.NewRate(a.TPM), All: limit.NewRate(a.TPMTotal)})
}

// of returns a limiter with these rates.
func of(requests, tokens limit.Pair) *Limiter {
	l := &Limiter{requests: requests, tokens: tokens, Now: pace.Now}
	l.keys = limit.NewKeys(l.requests.Each, l.tokens.Each)
	return l
}

// TakeRequest counts a request of an API key, and sets the headers of ctx that tell how
// many are left. It reports whether the limits allow the request.
func (l *Limiter) TakeRequest(ctx *fasthttp.RequestCtx, s *Style, key []byte) (limit.State, bool) {
	now := l.Now()
	account := l.keys.Account(key, now)
	state, ok := l.requests.Take(&account.Requests, &l.all.Requests, 1, now)
	s.Requests.write(ctx, state)
	return state, ok
}

// RefuseRequest returns the error for a request that TakeRequest has refused. The model
// is JSON-escaped.
func (l *Limiter) RefuseRequest(s *Style, model []byte, state limit.State) *apierr.Error {
	return s.refuse(&Refusal{Model: model, Asked: 1, State: state})
}

// ShowTokens sets the headers that tell how many tokens the key has left, unless they are
// already set.
func (l *Limiter) ShowTokens(ctx *fasthttp.RequestCtx, s *Style, key []byte) {
	if s.Tokens.written(ctx) {
		return
	}
	now := l.Now()
	account := l.keys.Account(key, now)
	state, _ := l.tokens.Take(&account.Tokens, &l.all.Tokens, 0, now)
	s.Tokens.write(ctx, state)
}

// LimitsTokens reports whether tokens are limited at all.
func (l *Limiter) LimitsTokens() bool { return l.tokens != (limit.Pair{}) }

// TakeTokens counts the n tokens of an answer, its prompt included. It returns an error
// if fewer are left. The whole answer is known before its first byte is sent, so n is
// what the usage in the answer says. The model is JSON-escaped.
func (l *Limiter) TakeTokens(ctx *fasthttp.RequestCtx, s *Style, key, model []byte, n int) *apierr.Error {
	now := l.Now()
	account := l.keys.Account(key, now)
	state, ok := l.tokens.Take(&account.Tokens, &l.all.Tokens, n, now)
	s.Tokens.write(ctx, state)
	if ok {
		return nil
	}
	return s.refuse(&Refusal{Model: model, Tokens: true, Asked: n, State: state})
}

// ReturnTokens puts back the n tokens that TakeTokens has counted.
func (l *Limiter) ReturnTokens(key []byte, n int) {
	account := l.keys.Account(key, l.Now())
	l.tokens.Return(&account.Tokens, &l.all.Tokens, n)
}

// TakeBoth counts a request and its tokens, for the limits of a single model.
func (l *Limiter) TakeBoth(ctx *fasthttp.RequestCtx, s *Style, key, model []byte, n int) *apierr.Error {
	if state, ok := l.TakeRequest(ctx, s, key); !ok {
		return l.RefuseRequest(s, model, state)
	}
	return l.TakeTokens(ctx, s, key, model, n)
}
