package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect/cohere"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/strict"
)

// cohereEndpoints returns the endpoints of Cohere's API, and the ranking of documents as Jina and vLLM
// have it, which has the path of version 1 of Cohere's.
func (s *Server) cohereEndpoints() []endpoint {
	const post = fasthttp.MethodPost
	d, tokens := cohere.Dialect, &s.families.Tokens
	shared := &cohere.Rerank{Version: "1", Shared: true}
	return []endpoint{
		{method: post, path: cohere.Path + "chat", dialect: d, codec: &cohere.Chat{Generator: s.generator}, rules: cohere.ChatRules, stream: cohere.StreamType},
		{method: post, path: cohere.Path + "embed", dialect: d, codec: &cohere.Embed{Pool: s.pool}, rules: cohere.EmbedRules},
		{method: post, path: cohere.Path + "rerank", dialect: d, codec: &cohere.Rerank{Version: "2"}, rules: cohere.RerankRules},
		{method: post, path: "/v1/rerank", dialect: openai.Dialect, codec: shared, rules: strict.Rerank,
			also: []endpoint{{dialect: d, codec: &cohere.Rerank{Version: "1"}, rules: cohere.RerankV1Rules}}},
		{method: post, path: "/v1/tokenize", dialect: d, codec: &cohere.Tokenize{Tokens: tokens}, rules: cohere.TokenizeRules, free: true},
		{method: post, path: "/v1/detokenize", dialect: d, codec: &cohere.Detokenize{Detokenize: openai.Detokenize{Tokens: tokens}}, rules: cohere.DetokenizeRules, free: true},
		{method: post, path: "/rerank", dialect: openai.Dialect, codec: shared, rules: strict.Rerank}, // vLLM's other path
	}
}
