package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/gemini"
	"mock-openai/fast/internal/front"
)

// geminiEndpoints returns the endpoints of Google's Gemini API, and of Vertex AI.
func (s *Server) geminiEndpoints() []endpoint {
	const get, post = fasthttp.MethodGet, fasthttp.MethodPost
	api, models := gemini.New(s.generator), gemini.NewModels(s.config.Answers.Models, s.config.windowOf)
	if s.config.Answers.Strict {
		api.Strict = s.models.Lists
	}
	vertex := api.OnVertex()
	all := []endpoint{
		{method: get, path: "/v1beta/models", dialect: gemini.Dialect, lookup: models.All, stage: front.StageModels},
		{method: get, path: gemini.ModelsPath + "{id...}", dialect: gemini.Dialect, lookup: s.ofModel(models.Get), stage: front.StageModels},
	}
	for _, model := range []string{gemini.ModelsPath + "{id...}", "/v1/models/{id...}"} {
		all = append(all, geminiMethods(model, gemini.Dialect, api)...)
		all = append(all, endpoint{method: post, path: model + ":batchEmbedContents", dialect: gemini.Dialect, codec: api.BatchEmbedContents()})
	}
	published := gemini.NewPublisherModels(s.config.Answers.Models)
	all = append(all, endpoint{method: get, path: "/v1beta1/publishers/google/models", dialect: gemini.Vertex, lookup: published.All, stage: front.StageModels})
	for _, version := range []string{"/v1", "/v1beta1"} {
		all = append(all, endpoint{method: get, path: version + "/publishers/google/models/{id...}", dialect: gemini.Vertex, lookup: s.ofModel(published.Get), stage: front.StageModels})
		for _, project := range []string{"/projects/{id}/locations/{id}", ""} { // express mode has none
			model := version + project + "/publishers/google/models/{id...}"
			all = append(all, geminiMethods(model, gemini.Vertex, vertex)...)
			all = append(all, endpoint{method: post, path: model + ":predict", dialect: gemini.Vertex, codec: vertex.Predict()})
		}
	}
	return all
}

// geminiMethods returns the endpoints that both have below the path of a model.
func geminiMethods(model string, d *dialect.Dialect, api *gemini.API) []endpoint {
	const post = fasthttp.MethodPost
	return []endpoint{
		{method: post, path: model + ":generateContent", dialect: d, codec: api.GenerateContent()},
		{method: post, path: model + ":streamGenerateContent", dialect: d, codec: api.StreamGenerateContent(), stream: "text/event-stream"},
		{method: post, path: model + ":countTokens", dialect: d, codec: api.CountTokens(), free: true},
		{method: post, path: model + ":embedContent", dialect: d, codec: api.EmbedContent()},
	}
}
