package openai

import (
	"fmt"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/ratelimit"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
)

// Limits are OpenAI's headers of limits.
var Limits = ratelimit.Style{
	Requests: ratelimit.NewHeaders(quotaTrio("Requests")),
	Tokens:   ratelimit.NewHeaders(quotaTrio("Tokens")),
	Refuse:   refuseMore,
}

func quotaTrio(of string) ratelimit.Trio {
	return ratelimit.Trio{Limit: "X-Ratelimit-Limit-" + of, Remaining: "X-Ratelimit-Remaining-" + of, Reset: "X-Ratelimit-Reset-" + of}
}

// kindTokens is the type of an error if too many tokens are asked for.
const kindTokens = "tokens"

// refuseMore returns the error for a request above a rate limit.
func refuseMore(r *ratelimit.Refusal) *apierr.Error {
	e := &apierr.Error{Status: fasthttp.StatusTooManyRequests, Kind: "requests", Code: "rate_limit_exceeded"}
	measure := "requests per min (RPM)"
	if r.Tokens {
		e.Kind, measure = kindTokens, "tokens per min (TPM)"
	}
	what := fmt.Sprintf("for %s in organization org-mock on %s: Limit %d", skim.AppendUnescaped(nil, r.Model), measure, r.State.Limit)
	const more = "Visit https://platform.openai.com/account/rate-limits to learn more."
	if r.Never() {
		e.Message = fmt.Sprintf("Request too large %s, Requested %d. The input or output tokens must be reduced in order to run successfully. %s", what, r.Asked, more)
		return e
	}
	e.Message = fmt.Sprintf("Rate limit reached %s, Used %d, Requested %d. Please try again in %s. %s",
		what, r.State.Limit-r.State.Remaining, r.Asked, render.RoundUp(r.State.Wait, time.Millisecond), more)
	return e
}
