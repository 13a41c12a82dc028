// Package bedrock is the runtime API of Amazon Bedrock: Converse, whose content blocks are
// the same for all models, and InvokeModel with bodies of Anthropic's Messages API. Streams
// are binary messages.
package bedrock

import (
	"bytes"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/ratelimit"
)

// Path is the start of the paths below which a model is named.
const Path = "/model/"

// Dialect is the dialect of Converse.
var Dialect = &dialect.Dialect{
	Name:            "bedrock",
	Credential:      credential,
	Challenge:       "AWS4-HMAC-SHA256",
	Headers:         header.Style{RequestID: requestID, UUID: true},
	Limits:          ratelimit.Style{Refuse: refuseMore},
	Translate:       translate,
	Filtered:        &apierr.Error{Status: fasthttp.StatusBadRequest, Message: "Output blocked by content filtering policy"},
	SetErrorHeaders: setErrorType,
	AppendError:     appendError,
}

const requestID = "X-Amzn-Requestid: "

var (
	keyAuthorization = []byte("Authorization")
	credentialName   = []byte("Credential=")
)

// credential returns a bearer token, or the access key id of a signature.
func credential(h *fasthttp.RequestHeader) []byte {
	if token := header.Bearer(h); token != nil {
		return token
	}
	_, scope, _ := bytes.Cut(h.PeekCanonical(keyAuthorization), credentialName)
	id, _, _ := bytes.Cut(scope, []byte("/"))
	return id
}
