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

// OpenAIPath is what the paths for OpenAI's clients begin with. Cohere's own envelope of errors is
// not known to be used there, so OpenAI's is.
const OpenAIPath = "/compatibility/v1/"

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
	pageSize     = []byte("page_size=")
)

// fromClient reports whether a request comes from one of Cohere's clients, which name themselves
// in every request, or asks for models as only Cohere's API lists them: in pages of page_size.
func fromClient(h *fasthttp.RequestHeader) bool {
	if bytes.HasPrefix(h.PeekCanonical(keyClient), clientPrefix) {
		return true
	}
	_, query, _ := bytes.Cut(h.RequestURI(), []byte{'?'})
	at := bytes.Index(query, pageSize)
	return at == 0 || at > 0 && query[at-1] == '&'
}
