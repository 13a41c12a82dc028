package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect/ollama"
	"mock-openai/fast/internal/front"
)

// ollamaEndpoints returns the endpoints of Ollama's own API.
func (s *Server) ollamaEndpoints() []endpoint {
	const get, post = fasthttp.MethodGet, fasthttp.MethodPost
	d := ollama.Dialect
	text := ollama.Text{Generator: s.generator, Models: &s.models, Strict: s.config.Answers.Strict}
	embed := ollama.Embed{Text: text}
	models := ollama.NewModels(s.config.Answers.Models, s.config.windowOf)
	models.WithoutSettings = s.withoutSettings
	return []endpoint{
		{method: post, path: ollama.Path + "chat", dialect: d, codec: &ollama.Chat{Text: text}, stream: ollama.StreamType},
		{method: post, path: ollama.Path + "generate", dialect: d, codec: &ollama.Generate{Text: text}, stream: ollama.StreamType},
		{method: post, path: ollama.Path + "embed", dialect: d, codec: &embed},
		{method: post, path: ollama.Path + "embeddings", dialect: d, codec: &ollama.Embeddings{Embed: embed}},
		{method: get, path: ollama.Path + "tags", dialect: d, lookup: models.Tags, stage: front.StageModels},
		{method: get, path: ollama.Path + "ps", dialect: d, lookup: models.Loaded, stage: front.StageModels},
		{method: post, path: ollama.Path + "show", dialect: d, lookup: models.Show, stage: front.StageModels},
		{method: post, path: ollama.Path + "pull", dialect: d, lookup: models.Pull(text.Strict), lines: ollama.PullsInLines, stream: ollama.StreamType, stage: front.StageModels},
		{method: get, path: ollama.Path + "version", dialect: d, lookup: ollama.Version, stage: front.StageHealth},
	}
}
