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

// limited counts each request to next, and answers 429 to those that are too
// many.
func (s *Server) limited(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if l := s.limits.Load(); l != nil {
			s.limit(ctx, l, next)
		} else {
			next(ctx)
		}
	}
}

// limit lets a request into next if l does.
func (s *Server) limit(ctx *fasthttp.RequestCtx, l *limits, next fasthttp.RequestHandler) {
	now := l.now()
	account := l.keys.Account(bearerOf(ctx), now)
	state, ok := l.requests.Take(&account.Requests, &l.all.Requests, 1, now)
	l.requests.headers.write(ctx, state)
	if ok {
		next(ctx)
	} else {
		s.writeError(ctx, l.requests.refusal(s.modelNamed(ctx.Request.Body()), state, 1))
	}
	if !l.tokens.headers.written(ctx) {
		state, _ := l.tokens.Take(&account.Tokens, &l.all.Tokens, 0, now)
		l.tokens.headers.write(ctx, state)
	}
}

// charge takes the tokens of c, those of its prompt and of its answer, or says
// that there are not so many left. An answer of the mock is known before its
// first byte is sent, so what is taken is what its usage says.
func (s *Server) charge(ctx *fasthttp.RequestCtx, c *call) *apiError {
	if l := s.limits.Load(); l != nil && l.tokens.Pair != (limit.Pair{}) {
		if err := l.charge(ctx, c); err != nil {
			return err
		}
	}
	if l := c.manner.limits; l != nil {
		return l.chargeModel(ctx, c)
	}
	return nil
}

// chargeModel takes a request and the tokens of c from what its model allows.
// What the headers tell is about the model then.
func (l *limits) chargeModel(ctx *fasthttp.RequestCtx, c *call) *apiError {
	now := l.now()
	account := l.keys.Account(bearerOf(ctx), now)
	state, ok := l.requests.Take(&account.Requests, &l.all.Requests, 1, now)
	l.requests.headers.write(ctx, state)
	if !ok {
		return l.requests.refusal(c.model, state, 1)
	}
	return l.charge(ctx, c)
}

func (l *limits) charge(ctx *fasthttp.RequestCtx, c *call) *apiError {
	now, n := l.now(), c.promptTokens+c.completionTokens
	account := l.keys.Account(bearerOf(ctx), now)
	state, ok := l.tokens.Take(&account.Tokens, &l.all.Tokens, n, now)
	l.tokens.headers.write(ctx, state)
	if ok {
		return nil
	}
	return l.tokens.refusal(c.model, state, n)
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

// modelNamed is the model that the body of a request names, JSON-escaped.
func (s *Server) modelNamed(body []byte) []byte {
	if model := skim.New(member(body, "model")); model.Kind() == skim.String {
		return model.String().Raw
	}
	return s.models.items[0].escaped
}

// ceil is d rounded up to a multiple of unit, if there is one.
func ceil(d, unit time.Duration) time.Duration {
	if d > math.MaxInt64-unit {
		return d
	}
	return (d + unit - 1) / unit * unit
}
