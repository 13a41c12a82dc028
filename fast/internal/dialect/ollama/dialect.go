// Package ollama is Ollama's own API: chat and generate, whose streams are lines of JSON,
// embeddings, and its descriptions of models.
package ollama

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/ratelimit"
	"mock-openai/fast/internal/render"
)

// Path is what all paths of the API begin with.
const Path = "/api/"

// StreamType is the content type of its streams.
const StreamType = "application/x-ndjson"

// Dialect is what all endpoints of Ollama share. A server at home needs no key; that in
// the cloud takes a bearer token.
var Dialect = &dialect.Dialect{
	Name:        "ollama",
	Credential:  header.Bearer,
	Challenge:   `Bearer realm="Ollama"`,
	Headers:     header.Style{RequestID: "X-Request-Id: "},
	Limits:      ratelimit.Style{Refuse: refuseMore},
	AppendError: appendError,
}

// refuseMore returns the error for a request above a rate limit.
func refuseMore(r *ratelimit.Refusal) *apierr.Error {
	e := &apierr.Error{Status: fasthttp.StatusTooManyRequests, Message: "too many requests"}
	if r.Tokens {
		e.Message = "too many tokens"
	}
	return e
}

// appendError appends an error in Ollama's envelope: {"error"}.
func appendError(dst []byte, e *apierr.Error, _ render.ID) []byte {
	return append(dst, render.MustMarshal(struct {
		Error string `json:"error"`
	}{inOwnWords(e)})...)
}
