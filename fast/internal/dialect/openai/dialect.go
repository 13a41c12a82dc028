// Package openai is OpenAI's API: chat completions, legacy completions, embeddings,
// moderations and models, in OpenAI's words.
package openai

import (
	"cmp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
)

// Dialect is what all endpoints of OpenAI share.
var Dialect = &dialect.Dialect{
	Name:        "openai",
	Credential:  header.Bearer,
	Challenge:   `Bearer realm="OpenAI API"`,
	Headers:     Headers,
	Limits:      Limits,
	AppendError: appendError,
}

// Headers are the headers of every answer.
var Headers = header.Style{
	RequestID:  "X-Request-Id: " + header.RequestIDPrefix,
	Lines:      []string{"Openai-Version: 2020-10-01", "Access-Control-Expose-Headers: X-Request-ID"},
	Processing: "Openai-Processing-Ms",
}

// appendError appends an error in OpenAI's envelope:
// {"error":{"message","type","param","code"}}.
func appendError(dst []byte, e *apierr.Error, _ render.ID) []byte {
	var envelope struct {
		Error struct {
			Message string  `json:"message"`
			Type    string  `json:"type"`
			Param   *string `json:"param"`
			Code    any     `json:"code"`
		} `json:"error"`
	}
	envelope.Error.Message = e.Message
	envelope.Error.Type = cmp.Or(e.Kind, "invalid_request_error")
	if e.Param != "" {
		envelope.Error.Param = &e.Param
	}
	if e.Code != "" {
		envelope.Error.Code = e.Code
	}
	return append(dst, render.MustMarshal(envelope)...)
}
