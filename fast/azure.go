package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/azure"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/dialect/responses"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/strict"
	"mock-openai/fast/profile"
)

// azureEndpoints returns the endpoints of Azure OpenAI: those of deployments, those of its v1
// API, where the body names the model, and its lists of models and deployments.
func (s *Server) azureEndpoints() []endpoint {
	const get, post = fasthttp.MethodGet, fasthttp.MethodPost
	az, api := azure.Dialect, azure.New(s.families.Fingerprint)
	chat := &openai.Chat{Text: openai.Text{Generator: s.generator, Families: api.Chat}}
	text := &azure.Completions{Completions: openai.Completions{Text: openai.Text{Generator: s.generator, Format: api.Text}}}
	embeddings := &openai.Embeddings{Pool: s.pool}
	talks := &responses.Conversations{Tokenizer: s.pool.Tokenizer()}
	kept := &responses.Codec{Generator: s.generator, Families: api.Chat, Strict: s.config.Answers.Strict, Filters: azure.Filters, Conversations: talks}
	var refuse func([]byte) *apierr.Error
	if s.config.Answers.Strict {
		refuse = s.refuseModel
	}
	deployed := func(behind string, codec dialect.Codec, rules func() *strict.Rules) endpoint {
		return endpoint{method: post, path: azure.Deployments + "{id...}" + behind, dialect: az,
			codec: &azure.Deployment{Codec: codec, Behind: behind, Refuse: refuse}, rules: azure.Rules(rules), header: azure.SetDeployment}
	}
	v1Chat := &openai.Chat{Text: openai.Text{Generator: s.generator, Families: api.Chat.WithGroq()}} // the path is Groq's, too
	v1 := func(path string, codec dialect.Codec, rules func() *strict.Rules) endpoint {
		return endpoint{method: post, path: azure.V1 + path, dialect: az, codec: codec, rules: rules, header: azure.SetDeployment}
	}
	groq := openai.NewGroq(s.config.Answers.Accent == profile.Groq, !s.config.Answers.NoOverrides)
	sharedChat := v1("chat/completions", v1Chat, openai.ChatRules)
	sharedChat.accents = openai.GroqAccent
	sharedChat.also = []endpoint{{dialect: groq, codec: &openai.Chat{Text: openai.Text{Generator: s.generator, Families: s.families.AsGroq()}}, rules: strict.GroqChat}}
	all := []endpoint{
		deployed("/chat/completions", chat, openai.ChatRules),
		deployed("/completions", text, strict.Completions),
		deployed("/embeddings", embeddings, strict.Embeddings),
		sharedChat,
		v1("completions", text, strict.Completions),
		v1("embeddings", embeddings, strict.Embeddings),
		{method: get, path: azure.V1 + "models", dialect: az, lookup: s.models.All, stage: front.StageModels,
			also: []endpoint{{dialect: groq, lookup: s.models.All}}},
		{method: get, path: azure.V1 + "models/{id...}", dialect: az, lookup: s.ofModel(s.models.Get), stage: front.StageModels,
			also: []endpoint{{dialect: groq, lookup: s.ofModel(s.models.Get)}}},
	}
	for _, of := range []struct {
		path    string
		catalog *azure.Catalog
	}{{azure.ModelsPath, azure.NewModels(s.config.Answers.Models)}, {azure.DeploymentsPath, azure.NewDeployments(s.config.Answers.Models)}} {
		all = append(all,
			endpoint{method: get, path: of.path, dialect: az, lookup: azure.VersionedLookup(of.catalog.All), stage: front.StageModels},
			endpoint{method: get, path: of.path + "/{id}", dialect: az, lookup: s.ofModel(azure.VersionedLookup(of.catalog.Get)), stage: front.StageModels})
	}
	all = append(all, azureResponses(azure.V1+"responses", kept, kept, func(l lookup) lookup { return l })...)
	all = append(all, endpoint{method: get, path: azure.V1 + "responses", dialect: azure.ResponsesDialect,
		codec: responses.Socket{Codec: kept}, rules: openai.ResponseEventsRules, converse: responses.Converse})
	all = append(all, conversationEndpoints(azure.V1+"conversations", azure.ResponsesDialect, talks)...)
	return append(all, azureResponses(azure.Responses, kept, azure.Versioned{Codec: kept}, azure.VersionedLookup)...)
}

// azureResponses returns the endpoints of the Responses API below path.
func azureResponses(path string, kept *responses.Codec, codec dialect.Codec, lookupAt func(lookup) lookup) []endpoint {
	const get, post, del = fasthttp.MethodGet, fasthttp.MethodPost, fasthttp.MethodDelete
	az := azure.ResponsesDialect
	return []endpoint{
		{method: post, path: path, dialect: az, codec: codec, rules: openai.ResponsesRules, header: azure.SetDeployment},
		{method: get, path: path + "/{id}", dialect: az, lookup: lookupAt(kept.Get), resume: kept},
		{method: del, path: path + "/{id}", dialect: az, lookup: lookupAt(kept.Delete)},
		{method: post, path: path + "/{id}/cancel", dialect: az, lookup: lookupAt(kept.Cancel)},
		{method: get, path: path + "/{id}/input_items", dialect: az, lookup: lookupAt(kept.InputItems)},
	}
}
