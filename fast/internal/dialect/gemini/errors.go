package gemini

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/ratelimit"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
)

// statuses are the codes of google.rpc by HTTP status.
var statuses = map[int]string{
	400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 405: "UNIMPLEMENTED",
	409: "ABORTED", 429: "RESOURCE_EXHAUSTED", 499: "CANCELLED", 500: "INTERNAL", 501: "UNIMPLEMENTED",
	502: "UNAVAILABLE", 503: "UNAVAILABLE", 504: "DEADLINE_EXCEEDED",
}

// statusOf returns Google's code for an HTTP status.
func statusOf(status int) string {
	switch word := statuses[status]; {
	case word != "":
		return word
	case status >= 500:
		return "INTERNAL"
	}
	return "INVALID_ARGUMENT"
}

// messages are those of errors that say no more than their status.
var messages = map[int]string{
	401: "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. " +
		"See https://developers.google.com/identity/sign-in/web/devconsole-project.",
	403: "The caller does not have permission",
	404: "Requested entity was not found.",
	429: "Resource has been exhausted (e.g. check quota).",
	500: "An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting",
	503: "The model is overloaded. Please try again later.",
	504: "Deadline expired before operation could complete.",
}

// Codes of errors that have details of their own.
const (
	codeBadKey = "API_KEY_INVALID"
	codeQuota  = "QUOTA"

	codeBlocked = "BLOCKED"
)

var (
	errNoKey = &apierr.Error{Status: fasthttp.StatusForbidden, Message: "Method doesn't allow unregistered callers (callers without established identity). " +
		"Please use API Key or other form of API consumer identity to call this API."}
	errBadKey  = &apierr.Error{Status: fasthttp.StatusBadRequest, Code: codeBadKey, Message: "API key not valid. Please pass a valid API key."}
	errNoToken = &apierr.Error{Status: fasthttp.StatusUnauthorized, Message: "Request is missing required authentication credential. " +
		"Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."}
	errBadToken  = &apierr.Error{Status: fasthttp.StatusUnauthorized, Message: messages[fasthttp.StatusUnauthorized]}
	errBadJSON   = &apierr.Error{Status: fasthttp.StatusBadRequest, Message: "Invalid JSON payload received. Unexpected token."}
	errNotObject = &apierr.Error{Status: fasthttp.StatusBadRequest, Message: `Invalid JSON payload received. Unknown name "": Root element must be a message.`}
)

// translate returns the error that the Gemini API has in place of e.
func translate(e *apierr.Error) *apierr.Error { return translated(e, errNoKey, errBadKey) }

// translateVertex does the same for Vertex AI.
func translateVertex(e *apierr.Error) *apierr.Error { return translated(e, errNoToken, errBadToken) }

func translated(e, noKey, badKey *apierr.Error) *apierr.Error {
	switch {
	case e.Preset:
		return e
	case e == apierr.NoKey:
		return noKey
	case e == decode.ErrBadJSON:
		return errBadJSON
	case e == decode.ErrNotObject:
		return errNotObject
	}
	if general := apierr.OfStatus(e.Status); e.Message == general.Message {
		said := *e
		if own := messages[e.Status]; own != "" {
			said.Message = own
		}
		return &said
	}
	if e.Code == "invalid_api_key" {
		return badKey
	}
	return e
}

// refuseMore returns the error of the Gemini API for a request above a rate limit.
func refuseMore(r *ratelimit.Refusal) *apierr.Error {
	e := &apierr.Error{Status: fasthttp.StatusTooManyRequests, Code: codeQuota, Kind: "requests"}
	if r.Tokens {
		e.Kind = "tokens"
	}
	e.Message = fmt.Sprintf("You exceeded your current quota, please check your plan and billing details. "+
		"For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits. \n"+
		"* Quota exceeded for metric: %s, limit: %d, model: %s", quotas[e.Kind].metric, r.State.Limit, skim.AppendUnescaped(nil, r.Model))
	if !r.Never() {
		e.Message += fmt.Sprintf("\nPlease retry in %s.", r.State.Wait.Round(time.Millisecond))
	}
	return e
}

// refuseMoreVertex is refuseMore for Vertex AI.
func refuseMoreVertex(*ratelimit.Refusal) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusTooManyRequests, Message: "Resource exhausted. Please try again later. " +
		"Please refer to https://cloud.google.com/vertex-ai/generative-ai/docs/error-code-429 for more details."}
}

// quota is how the Gemini API names a limit.
type quota struct{ metric, id string }

var quotas = map[string]quota{
	"requests": {"generativelanguage.googleapis.com/generate_content_free_tier_requests", "GenerateRequestsPerMinutePerProjectPerModel-FreeTier"},
	"tokens":   {"generativelanguage.googleapis.com/generate_content_free_tier_input_token_count", "GenerateContentInputTokensPerModelPerMinute-FreeTier"},
}

// badValue says that the value of a field is not of that type.
func badValue(field, kind string, raw []byte) *apierr.Error {
	at := ""
	if field != "" {
		at = " at '" + field + "'"
	}
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Param: field, Message: fmt.Sprintf("Invalid value%s (%s), %s", at, kind, raw)}
}

// badField says what is wrong with a field of a request.
func badField(field, why string) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: fmt.Sprintf("* %s: %s\n", field, why)}
}

// versionIn returns the version of the API with which a path begins.
func versionIn(path []byte) string {
	version, _, _ := bytes.Cut(bytes.TrimPrefix(path, []byte("/")), []byte("/"))
	return string(version)
}

// modelNotFound says that no model of that name has the method.
func modelNotFound(model []byte, version, method string) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusNotFound, Message: fmt.Sprintf("models/%s is not found for API version %s, or is not supported for %s. "+
		"Call ListModels to see the list of available models and their supported methods.", model, version, method)}
}

// blocked is the answer to a prompt that is not allowed. To Google that is no error. The
// kind is the reason.
var blocked = &apierr.Error{Status: fasthttp.StatusOK, Code: codeBlocked, Kind: "PROHIBITED_CONTENT", OwnKind: true, Message: "The prompt is blocked."}

// feedback is what such an answer begins with.
const feedback = `{"promptFeedback":`

// detail is one of the details of an error.
type detail map[string]any

const typeURL = "type.googleapis.com/google.rpc."

// appendError appends an error in Google's envelope:
// {"error":{"code","message","status","details"}}.
func appendError(dst []byte, e *apierr.Error, id render.ID) []byte {
	return appendErrorOf(dst, e, id, false)
}

// appendVertexError appends the same in the form of Vertex AI.
func appendVertexError(dst []byte, e *apierr.Error, id render.ID) []byte {
	return appendErrorOf(dst, e, id, true)
}

func appendErrorOf(dst []byte, e *apierr.Error, id render.ID, vertex bool) []byte {
	if e.Code == codeBlocked {
		dst = append(append(append(dst, feedback+`{"blockReason":"`...), e.Kind...), '"')
		if e.Kind == reasonSafety {
			dst = append(dst, ratingsOf(vertex).ofPrompt...)
		}
		return appendBlockedUsage(dst, e, id)
	}
	var envelope struct {
		Error struct {
			Code    int      `json:"code"`
			Message string   `json:"message"`
			Status  string   `json:"status"`
			Details []detail `json:"details,omitempty"`
		} `json:"error"`
	}
	envelope.Error.Code, envelope.Error.Message, envelope.Error.Status = e.Status, e.Message, statusOf(e.Status)
	if e.OwnKind && strings.ToUpper(e.Kind) == e.Kind {
		envelope.Error.Status = e.Kind
	}
	envelope.Error.Details = detailsOf(e)
	return append(dst, render.MustMarshal(envelope)...)
}

// appendBlockedUsage appends the rest of the answer to a prompt that is not allowed. Its
// tokens are counted.
func appendBlockedUsage(dst []byte, e *apierr.Error, id render.ID) []byte {
	dst = render.AppendInt(append(dst, `},"usageMetadata":{"promptTokenCount":`...), e.PromptTokens)
	dst = render.AppendInt(append(dst, `,"totalTokenCount":`...), e.PromptTokens)
	dst = render.AppendInt(append(dst, `,"promptTokensDetails":[{"modality":"TEXT","tokenCount":`...), e.PromptTokens)
	dst = append(append(dst, `}]},"modelVersion":"`...), e.Model...)
	return append(id.AppendAnswer(append(dst, `","responseId":"`...)), `"}`...)
}

func detailsOf(e *apierr.Error) (all []detail) {
	switch {
	case e.Code == codeBadKey:
		return []detail{
			{"@type": typeURL + "ErrorInfo", "reason": codeBadKey, "domain": "googleapis.com", "metadata": detail{"service": "generativelanguage.googleapis.com"}},
			{"@type": typeURL + "LocalizedMessage", "locale": "en-US", "message": e.Message},
		}
	case e.Code == codeQuota:
		q := quotas[e.Kind]
		all = []detail{
			{"@type": typeURL + "Help", "links": []detail{{"description": "Learn more about Gemini API quotas", "url": "https://ai.google.dev/gemini-api/docs/rate-limits"}}},
			{"@type": typeURL + "QuotaFailure", "violations": []detail{{"quotaMetric": q.metric, "quotaId": q.id, "quotaDimensions": detail{"location": "global"}}}},
		}
	case e.Unknown != nil:
		violations := make([]detail, len(e.Unknown))
		for i, description := range unknownNames(e.Unknown) {
			violations[i] = detail{"description": description}
		}
		return []detail{{"@type": typeURL + "BadRequest", "fieldViolations": violations}}
	case e.Param != "" && e.Status == fasthttp.StatusBadRequest && strings.HasPrefix(e.Message, "Invalid "):
		return []detail{{"@type": typeURL + "BadRequest", "fieldViolations": []detail{{"field": e.Param, "description": e.Message}}}}
	}
	if e.Retry > 0 {
		all = append(all, detail{"@type": typeURL + "RetryInfo", "retryDelay": fmt.Sprintf("%ds", render.RoundUp(e.Retry, time.Second)/time.Second)})
	}
	return all
}
