package azure

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/ratelimit"
	"mock-openai/fast/internal/render"
)

// errNoPath says that Azure does not know a path, as where the request names no api-version.
var errNoPath = &apierr.Error{Status: fasthttp.StatusNotFound, NoPath: true}

// errNoDeployment says that there is no deployment of that name.
var errNoDeployment = &apierr.Error{Status: fasthttp.StatusNotFound, Code: openai.CodeModelNotFound}

// filtered is what a prompt gets that the content filter refuses.
var filtered = &apierr.Error{Status: fasthttp.StatusBadRequest, Param: "prompt", Code: "content_filter",
	Message: "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry. " +
		"To learn more about our content filtering policies please read our documentation: https://go.microsoft.com/fwlink/?linkid=2198766"}

// filteredResponse is the same of the Responses API.
var filteredResponse = &apierr.Error{Status: fasthttp.StatusBadRequest, Param: filtered.Param, Code: filtered.Code, Message: filtered.Message}

const refusalFilters = `,"content_filters":[{"blocked":true,"source_type":"prompt","content_filter_raw":null,"content_filter_results":{` +
	`"hate":{"filtered":false,"severity":"safe"},"jailbreak":{"filtered":false,"detected":false},"self_harm":{"filtered":false,"severity":"safe"},` +
	`"sexual":{"filtered":false,"severity":"safe"},"violence":{"filtered":true,"severity":"medium"}},` +
	`"content_filter_offsets":{"start_offset":0,"end_offset":0,"check_offset":0}}]`

const refusalDetails = `,"innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{` +
	`"hate":{"filtered":false,"severity":"safe"},"jailbreak":{"filtered":false,"detected":false},"self_harm":{"filtered":false,"severity":"safe"},` +
	`"sexual":{"filtered":false,"severity":"safe"},"violence":{"filtered":true,"severity":"medium"}}}`

// Messages of the gateway.
const (
	accessDenied = "Access denied due to invalid subscription key or wrong API endpoint. " +
		"Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource."
	noDeployment = "The API deployment for this resource does not exist. " +
		"If you created the deployment within the last 5 minutes, please wait a moment and try again."
	noResource = "Resource not found"
)

// appendError appends an error of the model in OpenAI's envelope, and one of the gateway
// in front of it as {"error":{"code","message"}}.
func appendError(dst []byte, e *apierr.Error, id render.ID) []byte {
	switch {
	case e == filtered:
		dst = render.AppendInt(append(appendFiltered(dst, e, "null"), `,"status":`...), e.Status)
		return append(dst, refusalDetails+`}}`...)
	case e == filteredResponse:
		return append(appendFiltered(dst, e, `"invalid_request_error"`), refusalFilters+`}}`...)
	case e.Preset && (e.Status == fasthttp.StatusUnauthorized || e.Status == fasthttp.StatusTooManyRequests):
		return appendGatewayError(dst, cmp.Or(e.Code, strconv.Itoa(e.Status)), e.Message)
	case e.Preset:
	case e.NoPath:
		return appendGatewayError(dst, "404", noResource)
	case e.Status == fasthttp.StatusUnauthorized:
		return appendGatewayError(dst, "401", accessDenied)
	case e.Code == openai.CodeModelNotFound:
		return appendGatewayError(dst, "DeploymentNotFound", noDeployment)
	case e.Status == fasthttp.StatusTooManyRequests:
		return appendGatewayError(dst, "429", tooMany(e))
	}
	return openai.Dialect.AppendError(dst, e, id)
}

func appendGatewayError(dst []byte, code, message string) []byte {
	var envelope struct {
		Error struct {
			Code    string `json:"code"`
			Message string `json:"message"`
		} `json:"error"`
	}
	envelope.Error.Code, envelope.Error.Message = code, message
	return append(dst, render.MustMarshal(envelope)...)
}

// appendFiltered appends the refusal of a prompt up to its code.
func appendFiltered(dst []byte, e *apierr.Error, kind string) []byte {
	dst = render.AppendEscaped(append(dst, `{"error":{"message":"`...), e.Message)
	dst = append(append(dst, `","type":`...), kind...)
	dst = append(append(dst, `,"param":"`...), e.Param...)
	return append(append(append(dst, `","code":"`...), e.Code...), '"')
}

// limits are Azure's headers of limits. None says when everything is available again.
var limits = ratelimit.Style{
	Requests: ratelimit.NewHeaders(ratelimit.Trio{Limit: "X-Ratelimit-Limit-Requests", Remaining: "X-Ratelimit-Remaining-Requests"}),
	Tokens:   ratelimit.NewHeaders(ratelimit.Trio{Limit: "X-Ratelimit-Limit-Tokens", Remaining: "X-Ratelimit-Remaining-Tokens"}),
	Refuse:   refuseMore,
}

const kindTokens = "tokens"

// refuseMore leaves the words to appendError, which knows the wait.
func refuseMore(r *ratelimit.Refusal) *apierr.Error {
	e := &apierr.Error{Status: fasthttp.StatusTooManyRequests}
	if r.Tokens {
		e.Kind = kindTokens
	}
	return e
}

func tooMany(e *apierr.Error) string {
	of := "call"
	if e.Kind == kindTokens {
		of = "token"
	}
	message := fmt.Sprintf("Requests to this deployment have exceeded the %s rate limit of your current OpenAI S0 pricing tier.", of)
	if e.Retry > 0 {
		message += fmt.Sprintf(" Please retry after %d seconds.", render.RoundUp(e.Retry, time.Second)/time.Second)
	}
	return message
}
