package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect/anthropic"
)

// anthropicEndpoints returns the endpoints of Anthropic's API that have paths of their own.
// DeepSeek and Moonshot, among others, have the same API below /anthropic, and z.ai has it
// below /api/anthropic.
func (s *Server) anthropicEndpoints() (all []endpoint) {
	const post = fasthttp.MethodPost
	d, messages, count := anthropic.Dialect, &anthropic.Messages{Generator: s.generator}, &anthropic.CountTokens{}
	for _, base := range []string{"", anthropic.Path, anthropic.PathOfZAI} {
		all = append(all,
			endpoint{method: post, path: base + "/v1/messages", dialect: d, codec: messages, rules: anthropic.MessageRules},
			endpoint{method: post, path: base + "/v1/messages/count_tokens", dialect: d, codec: count, rules: anthropic.CountRules, free: true})
	}
	return all
}
