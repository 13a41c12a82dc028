package ratelimit

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/limit"
	"mock-openai/fast/skim"
)

// Style is how a provider tells clients about its limits. The zero value sets no headers,
// and its error says no more than the status.
type Style struct {
	Requests, Tokens Headers
	Refuse           func(*Refusal) *apierr.Error // makes the error; refuse sets its Retry
}

// Refusal describes a request above a limit.
type Refusal struct {
	Model  []byte // JSON-escaped
	Tokens bool   // the limit is one of tokens, not of requests
	Asked  int    // tokens or requests asked for
	State  limit.State
}

// Never reports whether the request exceeds the limit by itself, however long the client waits.
func (r *Refusal) Never() bool { return r.State.Wait == limit.Never }

// refuse returns the error for r.
func (s *Style) refuse(r *Refusal) *apierr.Error {
	e := apierr.OfStatus(fasthttp.StatusTooManyRequests)
	if s.Refuse != nil {
		e = s.Refuse(r)
	}
	e.Over = &apierr.Excess{Model: string(skim.AppendUnescaped(nil, r.Model)), Tokens: r.Tokens,
		Limit: r.State.Limit, Used: r.State.Limit - r.State.Remaining, Asked: r.Asked, Never: r.Never()}
	if !r.Never() {
		e.Retry = r.State.Wait
	}
	return e
}
