// Package vertex is Vertex AI where it has Anthropic's models: bodies of messages below
// paths of Google, whose gateway has its own errors.
package vertex

import (
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/anthropic"
	"mock-openai/fast/internal/dialect/gemini"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/strict"
)

// Dialect is the dialect of Anthropic's models on Vertex AI.
var Dialect = newDialect()

func newDialect() *dialect.Dialect {
	d := *gemini.Vertex
	d.Filtered, d.Enclose = anthropic.Dialect.Filtered, nil
	d.Translate, d.AppendError = translate, appendError
	return &d
}

// ofGateway reports whether Google's gateway answers with that status, not the model.
func ofGateway(status int) bool {
	switch status {
	case fasthttp.StatusUnauthorized, fasthttp.StatusForbidden, fasthttp.StatusNotFound, fasthttp.StatusTooManyRequests:
		return true
	}
	return false
}

func translate(e *apierr.Error) *apierr.Error {
	if ofGateway(e.Status) {
		return gemini.Vertex.Translate(e)
	}
	return e
}

func appendError(dst []byte, e *apierr.Error, id render.ID) []byte {
	if ofGateway(e.Status) {
		return gemini.Vertex.AppendError(dst, e, id)
	}
	return anthropic.Dialect.AppendError(dst, e, id)
}

// ModelNotFound says that there is no model of that name.
func ModelNotFound(id []byte) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusNotFound,
		Message: fmt.Sprintf("Publisher Model `publishers/anthropic/models/%s` was not found or your project does not have access to it.", id)}
}

// CountRules returns the rules of counting tokens.
func CountRules() *strict.Rules { return strict.VertexCountTokens(ModelNotFound) }
