// Package cohere is Cohere's API: chat with its typed events, embeddings of several types,
// and the ranking of documents, which Jina and vLLM offer in a form of their own.
package cohere

import (
	"bytes"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/ratelimit"
)

// Path is what all paths of the API begin with, but for those of version 1.
const Path = "/v2/"

// StreamType is the content type of its streams.
const StreamType = "text/event-stream"

// Dialect is what all endpoints of Cohere share.
var Dialect = &dialect.Dialect{
	Name:       "cohere",
	Credential: header.Bearer,
	Challenge:  `Bearer realm="Cohere API"`,
	Headers:    header.Style{RequestID: "X-Debug-Trace-Id: "},
	Limits: ratelimit.Style{
		Requests: ratelimit.NewHeaders(ratelimit.Trio{Limit: "X-Trial-Endpoint-Call-Limit", Remaining: "X-Trial-Endpoint-Call-Remaining"}),
		Refuse:   refuseMore,
	},
	Translate:   translate,
	Filtered:    &apierr.Error{Status: fasthttp.StatusUnprocessableEntity, Message: "No valid response generated. Try updating messages"},
	Claims:      fromClient,
	AppendError: appendError,
}

var (
	keyClient    = []byte("X-Fern-Sdk-Name")
	clientPrefix = []byte("cohere")
)

// fromClient reports whether a request comes from one of Cohere's clients. They name
// themselves in every request.
func fromClient(h *fasthttp.RequestHeader) bool {
	return bytes.HasPrefix(h.PeekCanonical(keyClient), clientPrefix)
}
