package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/strict"
	"mock-openai/fast/profile"
)

// mistralEndpoints returns the endpoints of Mistral's API that OpenAI does not have.
func (s *Server) mistralEndpoints() []endpoint {
	fim := &openai.Completions{Text: openai.Text{Generator: s.generator, Format: s.families.Mistral()}}
	return []endpoint{
		{method: fasthttp.MethodPost, path: "/v1/fim/completions", dialect: openai.AccentErrors[profile.Mistral], codec: fim, rules: strict.MistralFIM},
	}
}
