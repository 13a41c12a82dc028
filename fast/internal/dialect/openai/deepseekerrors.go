package openai

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/render"
)

// translateDeepSeek gives the error for an unknown model status 400.
func translateDeepSeek(e *apierr.Error) *apierr.Error {
	if e.NoModel == "" {
		return e
	}
	own := *e
	own.Status = fasthttp.StatusBadRequest
	return &own
}

// appendDeepSeekError appends an error in OpenAI's envelope, whose param is always null.
func appendDeepSeekError(dst []byte, e *apierr.Error, id render.ID) []byte {
	w, own := deepSeekWords(e).of(e), *e
	own.Message, own.Kind, own.Code = w.message, w.kind, w.code
	if !e.Preset {
		own.Param = ""
	}
	return appendError(dst, &own, id)
}

// deepSeekWords returns what DeepSeek says as far as public reports show it. Errors for too
// many requests and inside of the server have OpenAI's type and code.
func deepSeekWords(e *apierr.Error) words {
	const invalid, unavailable = "invalid_request_error", "service_unavailable_error"
	switch {
	case e.NoModel != "":
		return words{message: "Model Not Exist", kind: invalid, code: invalid}
	case e == Filtered:
		return words{message: "Content Exists Risk", kind: invalid, code: invalid}
	case e == apierr.NoKey:
		return words{message: "Authentication Fails (auth header format should be Bearer sk-...)", kind: "authentication_error", code: invalid}
	case e.Key != "":
		return words{message: "Authentication Fails, Your api key: ****" + e.Key + " is invalid", kind: "authentication_error", code: invalid}
	case e.Status == fasthttp.StatusUnauthorized:
		return words{message: "Authentication Fails (no such user)", kind: "authentication_error", code: invalid}
	case e.Status == fasthttp.StatusPaymentRequired:
		return words{message: "Insufficient Balance", kind: "unknown_error", code: invalid}
	case e.Status == fasthttp.StatusServiceUnavailable:
		return words{message: "Service is too busy. We advise users to temporarily switch to alternative LLM API service providers.",
			kind: unavailable, code: unavailable}
	case e.Status == fasthttp.StatusTooManyRequests, e.Status >= fasthttp.StatusInternalServerError:
		return words{message: neutral(e), kind: e.Kind, code: e.Code}
	}
	return words{kind: invalid, code: invalid}
}
