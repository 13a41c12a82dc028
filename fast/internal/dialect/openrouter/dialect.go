// Package openrouter is OpenRouter's API where it differs from OpenAI's: formats,
// prices, errors and the list of models.
package openrouter

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
)

// Dialect is what all endpoints of OpenRouter share.
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
