package fast

import (
	"cmp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/render"
)

// openAIBody renders the error in OpenAI's envelope.
func openAIBody(e *apierr.Error) []byte {
	var envelope struct {
		Error struct {
			Message string  `json:"message"`
			Type    string  `json:"type"`
			Param   *string `json:"param"`
			Code    *string `json:"code"`
		} `json:"error"`
	}
	envelope.Error.Message = e.Message
	envelope.Error.Type = cmp.Or(e.Kind, "invalid_request_error")
	if e.Param != "" {
		envelope.Error.Param = &e.Param
	}
	if e.Code != "" {
		envelope.Error.Code = &e.Code
	}
	return render.MustMarshal(envelope)
}

// openRouterBody renders the error in OpenRouter's envelope.
func openRouterBody(e *apierr.Error) []byte {
	var envelope struct {
		Error struct {
			Code    int    `json:"code"`
			Message string `json:"message"`
		} `json:"error"`
	}
	envelope.Error.Code, envelope.Error.Message = e.Status, e.Message
	return render.MustMarshal(envelope)
}
