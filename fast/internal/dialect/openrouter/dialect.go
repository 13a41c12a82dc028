// Package openrouter is OpenRouter's API where it differs from OpenAI's: formats,
// prices, errors and the list of models.
package openrouter

import (
	"github.com/valyala/fasthttp"

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
	Filtered:    filtered,
	AppendError: appendError,
}

// AccentErrors is the dialect of the errors of OpenAI's endpoints in OpenRouter's form.
var AccentErrors = newAccentErrors()

func newAccentErrors() *dialect.Dialect {
	d := *Dialect
	d.Challenge, d.Translate = "Bearer", translate
	return &d
}

var filtered = &apierr.Error{Status: fasthttp.StatusForbidden, Message: "The chosen model requires moderation and your input was flagged"}

// translate has errors of OpenAI say what OpenRouter says of keys, limits and prompts.
func translate(e *apierr.Error) *apierr.Error {
	own := *e
	switch {
	case e == openai.Filtered:
		return filtered
	case e == apierr.NoKey:
		own.Message = "No auth credentials found"
	case e.Key != "":
		own.Message = "User not found."
	case e.Over != nil:
		own.Message = apierr.OfStatus(e.Status).Message
	default:
		return e
	}
	return &own
}

// appendError appends an error in OpenRouter's envelope: {"error":{"code","message"}},
// where the code is the HTTP status.
func appendError(dst []byte, e *apierr.Error, _ render.ID) []byte {
	var envelope struct {
		Error struct {
			Code     int       `json:"code"`
			Message  string    `json:"message"`
			Metadata *flagging `json:"metadata,omitempty"`
		} `json:"error"`
	}
	envelope.Error.Code, envelope.Error.Message = e.Status, e.Message
	if e == filtered {
		envelope.Error.Metadata = &flagging{Reasons: []string{"violence"}, ProviderName: "mock-openai"}
	}
	return append(dst, render.MustMarshal(envelope)...)
}

// flagging says what a moderation has found.
type flagging struct {
	Reasons      []string `json:"reasons"`
	FlaggedInput string   `json:"flagged_input"`
	ProviderName string   `json:"provider_name"`
	ModelSlug    string   `json:"model_slug"`
}
