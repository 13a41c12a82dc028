package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/dialect/openrouter"
	"mock-openai/fast/internal/strict"
)

// endpoint is one row of the table: a path, and what answers one method there. All
// else follows from the row: the route, its name in the metrics, what --strict
// refuses, the key that a request needs and the envelope of its errors.
type endpoint struct {
	method, path string           // {id} stands for one segment, {id...} at the end for all that follows
	dialect      *dialect.Dialect // nil for what is no provider's API and needs no key

	// One of these answers.
	generate func(*fasthttp.RequestCtx, route)                  // makes something up, once it is admitted
	lookup   func(*fasthttp.RequestCtx) ([]byte, *apierr.Error) // returns JSON that is there
	serve    func(*fasthttp.RequestCtx, route)                  // does as it likes

	rules func() *strict.Rules // of what --strict refuses; nil: nothing
}

// endpoints are all that the server has. The metrics list the paths in this order.
func (s *Server) endpoints() []endpoint {
	const get, post, del = fasthttp.MethodGet, fasthttp.MethodPost, fasthttp.MethodDelete
	oai, or := openai.Dialect, openrouter.Dialect
	all := []endpoint{
		{method: post, path: "/v1/chat/completions", dialect: oai, generate: s.generates(&chatCodec{}), rules: chatRules},
		{method: get, path: "/v1/chat/completions", dialect: oai, lookup: s.listCompletions},
		{method: get, path: completionsPath + "{id}", dialect: oai, lookup: s.getCompletion},
		{method: post, path: completionsPath + "{id}", dialect: oai, lookup: s.updateCompletion},
		{method: del, path: completionsPath + "{id}", dialect: oai, lookup: s.deleteCompletion},
		{method: get, path: completionsPath + "{id}/messages", dialect: oai, lookup: s.listMessages},
		{method: post, path: "/v1/completions", dialect: oai, generate: s.generates(&completionCodec{textAnswers{format: s.textFormat}}), rules: strict.Completions},
		{method: post, path: "/v1/embeddings", dialect: oai, generate: s.generates(&embeddingCodec{}), rules: strict.Embeddings},
		{method: post, path: "/v1/moderations", dialect: oai, generate: s.generates(&moderationCodec{}), rules: strict.Moderations},
		{method: post, path: "/v1/responses", dialect: oai, generate: s.generates(responseCodec{}), rules: strict.Responses},
		{method: get, path: responsesPath + "{id}", dialect: oai, serve: s.getResponse},
		{method: del, path: responsesPath + "{id}", dialect: oai, lookup: s.deleteResponse},
		{method: post, path: responsesPath + "{id}/cancel", dialect: oai, lookup: s.cancelResponse},
		{method: get, path: responsesPath + "{id}/input_items", dialect: oai, lookup: s.listInputItems},
		{method: post, path: responsesPath + "input_tokens", dialect: oai, generate: s.countInputTokens},
		{method: post, path: responsesPath + "compact", dialect: oai, generate: s.compact},
		{method: get, path: "/v1/models", dialect: oai, lookup: s.listModels},
		{method: get, path: modelsPath + "{id...}", dialect: oai, lookup: s.getModel},
		{method: del, path: modelsPath + "{id...}", dialect: oai, lookup: s.deleteModel},

		{method: post, path: openRouterPath + "chat/completions", dialect: or, generate: s.generates(&chatCodec{textAnswers{format: s.openRouter.chat, unkept: true}})},
		{method: post, path: openRouterPath + "completions", dialect: or, generate: s.generates(&completionCodec{textAnswers{format: s.openRouter.text, unkept: true}})},
		{method: post, path: openRouterPath + "embeddings", dialect: or, generate: s.generates(&embeddingCodec{})},
		{method: get, path: openRouterPath + "models", dialect: or, lookup: s.listOffers},
		{method: get, path: offerPath + "{id...}", dialect: or, lookup: s.getOffer},

		{method: get, path: "/health", lookup: s.health},
	}
	if !s.config.Observation.MetricsApart {
		all = append(all, endpoint{method: get, path: metricsPath, serve: s.showMetrics()})
	}
	return all
}

// bases are the paths below which an unknown path is a provider's, too: its error is
// in that envelope, and it needs a key.
var bases = []struct {
	path    string
	dialect *dialect.Dialect
}{
	{"/v1/", openai.Dialect},
	{openRouterPath, openrouter.Dialect},
	{string(controlPath), openai.Dialect},
}

func chatRules() *strict.Rules { return strict.Chat(maxTokensUnsupported) }
