// Package openrouter words what OpenRouter's API answers where it differs from
// OpenAI's.
package openrouter

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
)

// Dialect is OpenRouter's.
var Dialect = &dialect.Dialect{
	Name:        "openrouter",
	Credential:  header.Bearer,
	Challenge:   `Bearer realm="OpenAI API"`,
	Headers:     openai.Headers,
	Limits:      openai.Limits,
	AppendError: appendError,
}

// appendError appends an error in OpenRouter's envelope: {"error":{"code","message"}},
// where the code is the HTTP status.
func appendError(dst []byte, e *apierr.Error, _ render.ID) []byte {
	var envelope struct {
		Error struct {
			Code    int    `json:"code"`
			Message string `json:"message"`
		} `json:"error"`
	}
	envelope.Error.Code, envelope.Error.Message = e.Status, e.Message
	return append(dst, render.MustMarshal(envelope)...)
}
