package fast

import (
	"fmt"
	"math"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/limit"
	"mock-openai/fast/pace"
	"mock-openai/fast/skim"
)

// limits refuse what is more than a minute allows to an API key, or to all keys
// together. A request without a key counts for the empty one.
type limits struct {
	requests, tokens quota
	keys             *limit.Keys
	all              limit.Account
	now              func() pace.Instant
}

// quota is a limit on requests or on tokens.
type quota struct {
	limit.Pair
	kind    string // the type of the error
	measure string // as the error names it
	headers quotaHeaders
}

// newLimits returns nil where nothing is limited.
func newLimits(a Allowance) *limits {
	if max(a.RPM, a.TPM, a.RPMTotal, a.TPMTotal) == 0 {
		return nil
	}
	return limitsOf(
		limit.Pair{Each: limit.NewRate(a.RPM), All: limit.NewRate(a.RPMTotal)},
		limit.Pair{Each: limit.NewRate(a.TPM), All: limit.NewRate(a.TPMTotal)})
}

func limitsOf(requests, tokens limit.Pair) *limits {
	l := &limits{
		requests: quota{
			Pair: requests,
			kind: "requests", measure: "requests per min (RPM)", headers: newQuotaHeaders("Requests"),
		},
		tokens: quota{
			Pair: tokens,
			kind: "tokens", measure: "tokens per min (TPM)", headers: newQuotaHeaders("Tokens"),
		},
		now: pace.Now,
	}
	l.keys = limit.NewKeys(l.requests.Each, l.tokens.Each)
	return l
}

// takeRequest takes a request of the key that ctx carries, and says in headers how many
// are left. False says that there was none.
func (l *limits) takeRequest(ctx *fasthttp.RequestCtx) (limit.State, bool) {
	now := l.now()
	account := l.keys.Account(bearerOf(ctx), now)
	state, ok := l.requests.Take(&account.Requests, &l.all.Requests, 1, now)
	l.requests.headers.write(ctx, state)
	return state, ok
}

// refuseRequest is the error of a request for the JSON-escaped model that takeRequest
// has refused.
func (l *limits) refuseRequest(model []byte, state limit.State) *apiError {
	return l.requests.refusal(model, state, 1)
}

// showTokens says in headers how many tokens are left, unless that has been said.
func (l *limits) showTokens(ctx *fasthttp.RequestCtx) {
	if l.tokens.headers.written(ctx) {
		return
	}
	now := l.now()
	account := l.keys.Account(bearerOf(ctx), now)
	state, _ := l.tokens.Take(&account.Tokens, &l.all.Tokens, 0, now)
	l.tokens.headers.write(ctx, state)
}

// limitsTokens tells whether tokens are limited at all.
func (l *limits) limitsTokens() bool { return l.tokens.Pair != (limit.Pair{}) }

// takeTokens takes the tokens of an answer of the JSON-escaped model, those of its
// prompt included, or says that there are not so many left. An answer of the mock is
// known before its first byte is sent, so what is taken is what its usage says.
func (l *limits) takeTokens(ctx *fasthttp.RequestCtx, model []byte, n int) *apiError {
	now := l.now()
	account := l.keys.Account(bearerOf(ctx), now)
	state, ok := l.tokens.Take(&account.Tokens, &l.all.Tokens, n, now)
	l.tokens.headers.write(ctx, state)
	if ok {
		return nil
	}
	return l.tokens.refusal(model, state, n)
}

// takeBoth takes a request and its tokens: for the limits of a single model.
func (l *limits) takeBoth(ctx *fasthttp.RequestCtx, model []byte, n int) *apiError {
	if state, ok := l.takeRequest(ctx); !ok {
		return l.refuseRequest(model, state)
	}
	return l.takeTokens(ctx, model, n)
}

// refusal says, as OpenAI does, that n more are too many for the JSON-escaped
// model.
func (q *quota) refusal(model []byte, state limit.State, n int) *apiError {
	e := &apiError{status: fasthttp.StatusTooManyRequests, kind: q.kind, code: "rate_limit_exceeded"}
	what := fmt.Sprintf("for %s in organization org-mock on %s: Limit %d", skim.AppendUnescaped(nil, model), q.measure, state.Limit)
	const more = "Visit https://platform.openai.com/account/rate-limits to learn more."
	if state.Wait == limit.Never {
		e.message = fmt.Sprintf("Request too large %s, Requested %d. The input or output tokens must be reduced in order to run successfully. %s", what, n, more)
		return e
	}
	e.retry = state.Wait
	e.message = fmt.Sprintf("Rate limit reached %s, Used %d, Requested %d. Please try again in %s. %s",
		what, state.Limit-state.Remaining, n, ceil(state.Wait, time.Millisecond), more)
	return e
}

// ceil is d rounded up to a multiple of unit, if there is one.
func ceil(d, unit time.Duration) time.Duration {
	if d > math.MaxInt64-unit {
		return d
	}
	return (d + unit - 1) / unit * unit
}
