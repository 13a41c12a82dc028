package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect/anthropic"
	"mock-openai/fast/internal/dialect/vertex"
	"mock-openai/fast/internal/strict"
)

// vertexEndpoints returns the endpoints of Anthropic's models on Vertex AI. Those of Google's
// own models are among geminiEndpoints.
func (s *Server) vertexEndpoints() (all []endpoint) {
	const post = fasthttp.MethodPost
	predict := func(streams bool) *vertex.Predict {
		p := &vertex.Predict{Messages: &anthropic.Messages{Generator: s.generator, IDPrefix: vertex.MessageIDPrefix}, Streams: streams}
		if s.config.Answers.Strict {
			p.Refuse = s.refuseUnlisted(vertex.ModelNotFound, nil)
		}
		return p
	}
	for _, version := range []string{"/v1", "/v1beta1"} {
		models := version + "/projects/{id}/locations/{id}" + vertex.Publisher
		all = append(all,
			endpoint{method: post, path: models + "{id...}:rawPredict", dialect: vertex.Dialect, codec: predict(false), rules: strict.RawPredict},
			endpoint{method: post, path: models + "{id...}:streamRawPredict", dialect: vertex.Dialect, codec: predict(true), rules: strict.RawPredict},
			endpoint{method: post, path: models + "count-tokens:rawPredict", dialect: vertex.Dialect, codec: &anthropic.CountTokens{}, rules: vertex.CountRules, free: true})
	}
	return all
}
