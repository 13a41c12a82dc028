package fast

import (
	"slices"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect/anthropic"
	"mock-openai/fast/internal/dialect/cohere"
	"mock-openai/fast/internal/dialect/gemini"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/dialect/responses"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/strict"
)

// openAIEndpoints returns the endpoints of OpenAI's API, without its models and the Realtime API.
func (s *Server) openAIEndpoints() []endpoint {
	const get, post, del = fasthttp.MethodGet, fasthttp.MethodPost, fasthttp.MethodDelete
	d, google := openai.Dialect, gemini.Compatible
	stored := &openai.StoredChats{}
	chat := &openai.Chat{Text: openai.Text{Generator: s.generator, Families: s.families, Stored: stored}}
	embeddings := &openai.Embeddings{Pool: s.pool}
	text := &openai.Completions{Text: openai.Text{Generator: s.generator, Format: openai.NewTextFormat(), Accents: s.families.NewTextAccents()}}
	talks := &responses.Conversations{Tokenizer: s.pool.Tokenizer()}
	response := &responses.Codec{Generator: s.generator, Families: s.families, Strict: s.config.Answers.Strict, Conversations: talks}
	return slices.Concat([]endpoint{
		{method: post, path: "/v1/chat/completions", dialect: d, codec: chat, rules: openai.ChatRules, accents: openai.ChatAccents},
		{method: get, path: "/v1/chat/completions", dialect: d, lookup: stored.List},
		{method: get, path: openai.CompletionsPath + "{id}", dialect: d, lookup: stored.Get},
		{method: post, path: openai.CompletionsPath + "{id}", dialect: d, lookup: stored.Update},
		{method: del, path: openai.CompletionsPath + "{id}", dialect: d, lookup: stored.Delete},
		{method: get, path: openai.CompletionsPath + "{id}/messages", dialect: d, lookup: stored.Messages},
		{method: post, path: "/v1/completions", dialect: d, codec: text, rules: strict.Completions, accents: openai.CompletionsAccents},
		{method: post, path: "/v1/embeddings", dialect: d, codec: embeddings, rules: strict.Embeddings, accents: openai.EmbeddingsAccents},
		{method: post, path: "/v1/moderations", dialect: d, codec: &openai.Moderations{}, rules: strict.Moderations, accents: openai.ModerationsAccents},
		{method: post, path: "/v1/responses", dialect: d, codec: response, rules: openai.ResponsesRules, accents: openai.ResponsesAccents},
		{method: get, path: "/v1/responses", dialect: d, codec: responses.Socket{Codec: response}, rules: openai.ResponseEventsRules, converse: responses.Converse},
		{method: get, path: responses.Path + "{id}", dialect: d, lookup: response.Get, resume: response},
		{method: del, path: responses.Path + "{id}", dialect: d, lookup: response.Delete},
		{method: post, path: responses.Path + "{id}/cancel", dialect: d, lookup: response.Cancel},
		{method: get, path: responses.Path + "{id}/input_items", dialect: d, lookup: response.InputItems},
		{method: post, path: responses.Path + "input_tokens", dialect: d, codec: response.InputTokens(), rules: strict.InputTokens, free: true},
		{method: post, path: responses.Path + "compact", dialect: d, codec: response.Compaction(), rules: strict.Compaction, free: true},
	}, conversationEndpoints(responses.ConversationsPath, d, talks), []endpoint{
		{method: post, path: gemini.OpenAIPath + "chat/completions", dialect: google, codec: chat, rules: openai.GeminiChatRules, accents: openai.ChatAccents},
		{method: post, path: gemini.OpenAIPath + "embeddings", dialect: google, codec: embeddings, rules: strict.Embeddings, accents: openai.EmbeddingsAccents},
		{method: get, path: gemini.OpenAIPath + "models", dialect: google, lookup: s.models.All, stage: front.StageModels},
		{method: get, path: gemini.OpenAIPath + "models/{id...}", dialect: google, lookup: s.ofModel(s.models.Get), stage: front.StageModels},

		{method: post, path: cohere.OpenAIPath + "chat/completions", dialect: d, codec: chat, rules: openai.CohereChatRules, accents: openai.ChatAccents},
		{method: post, path: cohere.OpenAIPath + "embeddings", dialect: d, codec: embeddings, rules: strict.CohereCompatibleEmbeddings, accents: openai.EmbeddingsAccents},
		{method: get, path: cohere.OpenAIPath + "models", dialect: d, lookup: s.models.All, stage: front.StageModels},
		{method: get, path: cohere.OpenAIPath + "models/{id...}", dialect: d, lookup: s.ofModel(s.models.Get), stage: front.StageModels},
	})
}

// modelEndpoints returns the endpoints that list and describe models at the paths that
// several providers share.
func (s *Server) modelEndpoints() []endpoint {
	const get, del = fasthttp.MethodGet, fasthttp.MethodDelete
	names := s.config.Answers.Models
	ofAnthropic := anthropic.NewModels(names, s.config.windowOf)
	ofGemini := gemini.NewModels(names, s.config.windowOf)
	ofCohere := cohere.NewModels(names, s.config.windowOf)
	return []endpoint{
		{method: get, path: "/v1/models", dialect: openai.Dialect, lookup: s.models.All, stage: front.StageModels, also: []endpoint{
			{dialect: anthropic.Dialect, lookup: ofAnthropic.All},
			{dialect: gemini.Dialect, lookup: ofGemini.All},
			{dialect: cohere.Dialect, lookup: ofCohere.All},
		}},
		{method: get, path: openai.ModelsPath + "{id...}", dialect: openai.Dialect, lookup: s.ofModel(s.models.Get), stage: front.StageModels, also: []endpoint{
			{dialect: anthropic.Dialect, lookup: s.ofModel(ofAnthropic.Get)},
			{dialect: gemini.Dialect, lookup: s.ofModel(ofGemini.Get)},
			{dialect: cohere.Dialect, lookup: s.ofModel(ofCohere.Get)},
		}},
		{method: del, path: openai.ModelsPath + "{id...}", dialect: openai.Dialect, lookup: s.ofModel(s.models.Delete)},
	}
}

// tokenizerEndpoints returns the endpoints that vLLM adds to OpenAI's. All accents have them.
func (s *Server) tokenizerEndpoints() []endpoint {
	const get, post = fasthttp.MethodGet, fasthttp.MethodPost
	d, tokens := openai.Dialect, &s.families.Tokens
	return []endpoint{
		{method: post, path: "/tokenize", dialect: d, codec: &openai.Tokenize{Tokens: tokens}, free: true},
		{method: post, path: "/detokenize", dialect: d, codec: &openai.Detokenize{Tokens: tokens}, free: true},
		{method: get, path: "/version", dialect: d, lookup: s.vllmVersion(), stage: front.StageHealth},
	}
}
