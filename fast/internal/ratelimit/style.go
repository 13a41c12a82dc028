package ratelimit

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/limit"
)

// Style is how a provider tells clients of its limits. The zero value has no headers,
// and an error that says no more than its status.
type Style struct {
	Requests, Tokens Headers
	Refuse           func(*Refusal) *apierr.Error // words a refusal; what its Retry says is set here
}

// Refusal is what is more than a minute allows.
type Refusal struct {
	Model  []byte // that is asked, JSON-escaped
	Tokens bool   // tokens are too many, not requests
	Asked  int    // of these
	State  limit.State
}

// Never tells whether so many can never be asked at once.
func (r *Refusal) Never() bool { return r.State.Wait == limit.Never }

// refuse words r.
func (s *Style) refuse(r *Refusal) *apierr.Error {
	e := apierr.OfStatus(fasthttp.StatusTooManyRequests)
	if s.Refuse != nil {
		e = s.Refuse(r)
	}
	if !r.Never() {
		e.Retry = r.State.Wait
	}
	return e
}
