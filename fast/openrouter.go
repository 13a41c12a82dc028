package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/dialect/openrouter"
	"mock-openai/fast/internal/dialect/responses"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/strict"
)

// openRouterEndpoints returns the endpoints of OpenRouter's API, which keeps no responses.
func (s *Server) openRouterEndpoints() []endpoint {
	const get, post = fasthttp.MethodGet, fasthttp.MethodPost
	d := openrouter.Dialect
	chat := &openai.Chat{Text: openai.Text{Generator: s.generator, Format: s.openRouter.Chat}}
	text := &openai.Completions{Text: openai.Text{Generator: s.generator, Format: s.openRouter.Text}}
	response := &responses.Codec{Generator: s.generator, Families: s.families, Stateless: true}
	catalog := &s.openRouter.Catalog
	return []endpoint{
		{method: post, path: openrouter.Path + "chat/completions", dialect: d, codec: chat, rules: strict.OpenRouterChat, header: openrouter.SetGenerationID},
		{method: post, path: openrouter.Path + "completions", dialect: d, codec: text, rules: strict.OpenRouterCompletions, header: openrouter.SetGenerationID},
		{method: post, path: openrouter.Path + "embeddings", dialect: d, codec: &openai.Embeddings{Pool: s.pool}, rules: strict.OpenRouterEmbeddings},
		{method: post, path: openrouter.Path + "responses", dialect: d, codec: response, rules: strict.OpenRouterResponses, header: openrouter.SetGenerationID},
		{method: get, path: openrouter.Path + "models", dialect: d, lookup: catalog.All, stage: front.StageModels},
		{method: get, path: openrouter.ModelPath + "{id...}", dialect: d, lookup: s.ofModel(catalog.Get), stage: front.StageModels},
		{method: get, path: openrouter.Path + "credits", dialect: d, lookup: openrouter.Credits},
		{method: get, path: openrouter.Path + "key", dialect: d, lookup: openrouter.Key},
	}
}
