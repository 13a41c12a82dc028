package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/strict"
	"mock-openai/fast/profile"
)

// deepSeekEndpoints returns the endpoints of DeepSeek's API, whose paths have no /v1, and of its beta.
// A request that asks for another accent gets that.
func (s *Server) deepSeekEndpoints() []endpoint {
	const get, post = fasthttp.MethodGet, fasthttp.MethodPost
	d := openai.AccentErrors[profile.DeepSeek]
	chat := &openai.Chat{Text: openai.Text{Generator: s.generator, Families: s.families.AsDeepSeek()}}
	text := &openai.Completions{Text: openai.Text{Generator: s.generator, Accents: s.families.NewTextAccents().AsDeepSeek()}}
	var all []endpoint
	for _, base := range []string{"", "/beta"} {
		all = append(all,
			endpoint{method: post, path: base + "/chat/completions", dialect: d, codec: chat, rules: strict.DeepSeekChat, accents: openai.ChatAccents},
			endpoint{method: post, path: base + "/completions", dialect: d, codec: text, rules: strict.DeepSeekCompletions, accents: openai.CompletionsAccents})
	}
	return append(all,
		endpoint{method: get, path: "/user/balance", dialect: d, lookup: openai.Balance},
		endpoint{method: get, path: "/models", dialect: d, lookup: s.models.All, stage: front.StageModels},
		endpoint{method: get, path: "/models/{id...}", dialect: d, lookup: s.ofModel(s.models.Get), stage: front.StageModels})
}
