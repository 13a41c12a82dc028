package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect/anthropic"
	"mock-openai/fast/internal/dialect/bedrock"
	"mock-openai/fast/internal/eventstream"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/strict"
)

// bedrockEndpoints returns the endpoints of Amazon Bedrock's runtime, and its lists of models.
func (s *Server) bedrockEndpoints() []endpoint {
	const get, post = fasthttp.MethodGet, fasthttp.MethodPost
	var listed bedrock.Listed
	count := &bedrock.CountTokens{}
	if s.config.Answers.Strict {
		listed = s.refuseUnlisted(bedrock.ModelNotFound, nil)
		rules := strict.Invoke()
		count.Listed = listed
		count.Refuse = func(invoked []byte) *apierr.Error { return rules.Refuse(invoked, nil) }
	}
	converse := func(streams bool) *bedrock.Converse {
		return &bedrock.Converse{Generator: s.generator, Listed: listed, Streams: streams}
	}
	invoke := func(streams bool) *bedrock.Invoke {
		return &bedrock.Invoke{Messages: &anthropic.Messages{Generator: s.generator, IDPrefix: bedrock.MessageIDPrefix}, Listed: listed, Streams: streams}
	}
	embed := func(streams bool) []endpoint { // models that embed texts share the paths
		return []endpoint{{dialect: bedrock.EmbedDialect, codec: &bedrock.Embed{Pool: s.pool, Listed: listed, Streams: streams}, header: bedrock.SetCounts}}
	}
	const model = bedrock.Path + "{id...}"
	d, models := bedrock.Dialect, bedrock.NewModels(s.config.Answers.Models)
	return []endpoint{
		{method: post, path: model + "/converse", dialect: d, codec: converse(false)},
		{method: post, path: model + "/converse-stream", dialect: d, codec: converse(true), stream: eventstream.ContentType},
		{method: post, path: model + "/invoke", dialect: d, codec: invoke(false), rules: strict.Invoke, header: bedrock.SetCounts, also: embed(false)},
		{method: post, path: model + "/invoke-with-response-stream", dialect: d, codec: invoke(true), rules: strict.Invoke, stream: eventstream.ContentType, header: bedrock.SetContentType, also: embed(true)},
		{method: post, path: model + "/count-tokens", dialect: d, codec: count, free: true},
		{method: get, path: bedrock.ModelsPath, dialect: d, lookup: models.All, stage: front.StageModels},
		{method: get, path: bedrock.ModelsPath + "/{id...}", dialect: d, lookup: s.ofModel(models.Get), stage: front.StageModels},
	}
}
