package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect/anthropic"
)

// anthropicEndpoints are those of Anthropic's API that have paths of their own.
func (s *Server) anthropicEndpoints() []endpoint {
	const post = fasthttp.MethodPost
	return []endpoint{
		{method: post, path: "/v1/messages", dialect: anthropic.Dialect, codec: &anthropic.Messages{Generator: s.generator}, rules: anthropic.MessageRules},
		{method: post, path: "/v1/messages/count_tokens", dialect: anthropic.Dialect, codec: &anthropic.CountTokens{}, rules: anthropic.CountRules, free: true},
	}
}
