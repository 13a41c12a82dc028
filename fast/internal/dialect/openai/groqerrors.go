package openai

import (
	"fmt"
	"net/http"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/render"
)

// translateGroq gives the error for more tokens than the limit ever allows status 413.
func translateGroq(e *apierr.Error) *apierr.Error {
	if e.Over == nil || !e.Over.Never {
		return e
	}
	own := *e
	own.Status = fasthttp.StatusRequestEntityTooLarge
	return &own
}

// appendGroqError appends {"error":{"message","type","param","code"}} without the last two
// where they are empty.
func appendGroqError(dst []byte, e *apierr.Error, _ render.ID) []byte {
	var envelope struct {
		Error struct {
			Message string `json:"message"`
			Type    string `json:"type"`
			Param   string `json:"param,omitempty"`
			Code    string `json:"code,omitempty"`
		} `json:"error"`
	}
	w := groqWords(e).of(e)
	envelope.Error.Message, envelope.Error.Type, envelope.Error.Code = w.message, w.kind, w.code
	if e.Code != codeFiltered {
		envelope.Error.Param = e.Param
	}
	return append(dst, render.MustMarshal(envelope)...)
}

// codeFiltered is the code of Azure, whose path Groq shares, for refused prompts.
const codeFiltered = "content_filter"

func groqWords(e *apierr.Error) words {
	const invalid = "invalid_request_error"
	switch {
	case e.NoPath:
		return words{kind: invalid, code: "unknown_url"}
	case e.Over != nil:
		return groqOver(e)
	case e.Unknown != nil:
		return words{message: "property '" + e.Unknown[0] + "' is unsupported", kind: invalid}
	case e.Code == codeFiltered:
		return words{message: neutral(Filtered), kind: invalid}
	case e.Status == fasthttp.StatusUnauthorized:
		return words{message: "Invalid API Key", kind: invalid, code: "invalid_api_key"}
	case e.Status == fasthttp.StatusTooManyRequests:
		return words{message: neutral(e), kind: "requests", code: "rate_limit_exceeded"}
	case e.Status == fasthttp.StatusInternalServerError || e.Status == fasthttp.StatusServiceUnavailable:
		return words{message: http.StatusText(e.Status), kind: "internal_server_error"}
	case e.Status > fasthttp.StatusInternalServerError:
		return words{kind: "internal_server_error"}
	}
	return words{message: neutral(e), kind: invalid, code: e.Code}
}

// groqOver says by how much a request exceeds a limit.
func groqOver(e *apierr.Error) words {
	over, measure, kind := e.Over, "requests per minute (RPM)", "requests"
	if over.Tokens {
		measure, kind = "tokens per minute (TPM)", kindTokens
	}
	what := fmt.Sprintf("for model `%s` in organization `org_mock` service tier `on_demand` on %s: Limit %d", over.Model, measure, over.Limit)
	w := words{kind: kind, code: "rate_limit_exceeded"}
	if over.Never {
		w.message = fmt.Sprintf("Request too large %s, Requested %d, please reduce your message size and try again.", what, over.Asked)
	} else {
		w.message = fmt.Sprintf("Rate limit reached %s, Used %d, Requested %d. Please try again in %s.",
			what, over.Used, over.Asked, render.RoundUp(e.Retry, time.Millisecond))
	}
	w.message += " Need more tokens? Upgrade to Dev Tier today at https://console.groq.com/settings/billing"
	return w
}
