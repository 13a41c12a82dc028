// Package ratelimit refuses what is above the requests or tokens of a minute, and tells
// clients in headers where they stand.
package ratelimit

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/limit"
	"mock-openai/fast/pace"
)

// Limiter refuses what is more than a minute allows to an API key, or to all keys
// together. A request without a key counts for the empty one.
type Limiter struct {
	requests, tokens limit.Pair
	keys             *limit.Keys
	all              limit.Account
	Now              func() pace.Instant
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
	l := &Limiter{requests: requests, tokens: tokens, Now: pace.Now}
	l.keys = limit.NewKeys(l.requests.Each, l.tokens.Each)
	return l
}

// TakeRequest takes a request of an API key, and says in headers of ctx how many are
// left. False says that there was none.
func (l *Limiter) TakeRequest(ctx *fasthttp.RequestCtx, s *Style, key []byte) (limit.State, bool) {
	now := l.Now()
	account := l.keys.Account(key, now)
	state, ok := l.requests.Take(&account.Requests, &l.all.Requests, 1, now)
	s.Requests.write(ctx, state)
	return state, ok
}

// RefuseRequest is the error of a request for the JSON-escaped model that TakeRequest
// has refused.
func (l *Limiter) RefuseRequest(s *Style, model []byte, state limit.State) *apierr.Error {
	return s.refuse(&Refusal{Model: model, Asked: 1, State: state})
}

// ShowTokens says in headers how many tokens the key has left, unless that has been said.
func (l *Limiter) ShowTokens(ctx *fasthttp.RequestCtx, s *Style, key []byte) {
	if s.Tokens.written(ctx) {
		return
	}
	now := l.Now()
	account := l.keys.Account(key, now)
	state, _ := l.tokens.Take(&account.Tokens, &l.all.Tokens, 0, now)
	s.Tokens.write(ctx, state)
}

// LimitsTokens tells whether tokens are limited at all.
func (l *Limiter) LimitsTokens() bool { return l.tokens != (limit.Pair{}) }

// TakeTokens takes the tokens of an answer of the JSON-escaped model, those of its
// prompt included, or says that there are not so many left. An answer of the mock is
// known before its first byte is sent, so what is taken is what its usage says.
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

// TakeBoth takes a request and its tokens: for the limits of a single model.
func (l *Limiter) TakeBoth(ctx *fasthttp.RequestCtx, s *Style, key, model []byte, n int) *apierr.Error {
	if state, ok := l.TakeRequest(ctx, s, key); !ok {
		return l.RefuseRequest(s, model, state)
	}
	return l.TakeTokens(ctx, s, key, model, n)
}
