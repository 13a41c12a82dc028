package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/dialect/openrouter"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/strict"
)

// endpoint is one row of the table: a path, and what answers one method there. All
// else follows from the row: the route, its name in the metrics, what --strict
// refuses, the key that a request needs and the envelope of its errors.
type endpoint struct {
	method, path string           // {id} stands for one segment, {id...} at the end for all that follows
	dialect      *dialect.Dialect // nil for what is no provider's API and needs no key

	// One of these answers.
	codec  codec                                              // makes something up, once it is admitted
	lookup func(*fasthttp.RequestCtx) ([]byte, *apierr.Error) // returns JSON that is there
	serve  func(*route) fasthttp.RequestHandler               // does as it likes

	resume resumer                                  // of lookup: has the stream again that the answer was; nil: nothing
	header func(*fasthttp.ResponseHeader, *session) // of codec: sets headers of its own; nil: none
	rules  func() *strict.Rules                     // of codec: what --strict refuses; nil: nothing
	free   bool                                     // of codec: its tokens do not count against the limits
}

// endpoints are all that the server has. The metrics list the paths in this order.
func (s *Server) endpoints() []endpoint {
	const get, post, del = fasthttp.MethodGet, fasthttp.MethodPost, fasthttp.MethodDelete
	oai, or := openai.Dialect, openrouter.Dialect
	text := textAnswers{generator: s.generator, families: s.families}
	ofFormat := func(f *format) textAnswers { return textAnswers{generator: s.generator, format: f} }
	stored := &completions{}
	kept := &responses{generator: s.generator, families: s.families, strict: s.config.Answers.Strict}
	text.stored = stored
	all := []endpoint{
		{method: post, path: "/v1/chat/completions", dialect: oai, codec: &chatCodec{text}, rules: chatRules},
		{method: get, path: "/v1/chat/completions", dialect: oai, lookup: stored.list},
		{method: get, path: completionsPath + "{id}", dialect: oai, lookup: stored.get},
		{method: post, path: completionsPath + "{id}", dialect: oai, lookup: stored.update},
		{method: del, path: completionsPath + "{id}", dialect: oai, lookup: stored.delete},
		{method: get, path: completionsPath + "{id}/messages", dialect: oai, lookup: stored.messages},
		{method: post, path: "/v1/completions", dialect: oai, codec: &completionCodec{ofFormat(newTextFormat())}, rules: strict.Completions},
		{method: post, path: "/v1/embeddings", dialect: oai, codec: &embeddingCodec{pool: s.pool}, rules: strict.Embeddings},
		{method: post, path: "/v1/moderations", dialect: oai, codec: &moderationCodec{}, rules: strict.Moderations},
		{method: post, path: "/v1/responses", dialect: oai, codec: kept, rules: strict.Responses},
		{method: get, path: responsesPath + "{id}", dialect: oai, lookup: kept.get, resume: kept},
		{method: del, path: responsesPath + "{id}", dialect: oai, lookup: kept.delete},
		{method: post, path: responsesPath + "{id}/cancel", dialect: oai, lookup: kept.cancel},
		{method: get, path: responsesPath + "{id}/input_items", dialect: oai, lookup: kept.inputItems},
		{method: post, path: responsesPath + "input_tokens", dialect: oai, codec: &inputTokens{inputCodec{responses: kept}}, free: true},
		{method: post, path: responsesPath + "compact", dialect: oai, codec: &compaction{inputCodec{responses: kept}}, free: true},
		{method: get, path: "/v1/models", dialect: oai, lookup: s.models.all},
		{method: get, path: modelsPath + "{id...}", dialect: oai, lookup: s.models.get},
		{method: del, path: modelsPath + "{id...}", dialect: oai, lookup: s.models.delete},

		{method: post, path: openRouterPath + "chat/completions", dialect: or, codec: &chatCodec{ofFormat(s.openRouter.chat)}, header: generationHeader},
		{method: post, path: openRouterPath + "completions", dialect: or, codec: &completionCodec{ofFormat(s.openRouter.text)}, header: generationHeader},
		{method: post, path: openRouterPath + "embeddings", dialect: or, codec: &embeddingCodec{pool: s.pool}},
		{method: get, path: openRouterPath + "models", dialect: or, lookup: s.openRouter.catalog.all},
		{method: get, path: offerPath + "{id...}", dialect: or, lookup: s.openRouter.catalog.get},

		{method: get, path: "/health", lookup: s.health},
	}
	if !s.config.Observation.MetricsApart {
		all = append(all, endpoint{method: get, path: metricsPath, serve: s.showMetrics})
	}
	return all
}

// bases are the paths below which an unknown path is a provider's, too: its error is
// in that envelope, and it needs a key. The last is for all others.
var bases = []struct {
	path    string
	dialect *dialect.Dialect
}{
	{"/v1/", openai.Dialect},
	{openRouterPath, openrouter.Dialect},
	{front.ControlPath, openai.Dialect},
	{"", nil},
}

// handlerOf is what answers the requests to e, whose path is r. All that it needs of
// the row is bound here, so that a request looks nothing up.
func (s *Server) handlerOf(e *endpoint, r *route) fasthttp.RequestHandler {
	var handler fasthttp.RequestHandler
	switch {
	case e.codec != nil:
		handler = s.admission.Admit(r.writeError, s.strictly(e.rules, r.writeError, s.generates(e, r)))
	case e.resume != nil:
		handler = s.resumes(e, r, s.answersLookup(e, r))
	case e.lookup != nil:
		handler = s.answersLookup(e, r)
	default:
		handler = e.serve(r)
	}
	if e.dialect == nil {
		return handler
	}
	return front.RequireKey(s.keys, e.dialect, r.writeError, s.rateLimit.Limit(e.dialect, r.writeError, handler))
}

// answersLookup answers with what the lookup of e returns.
func (s *Server) answersLookup(e *endpoint, r *route) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if body, err := e.lookup(ctx); err != nil {
			r.writeError(ctx, err)
		} else {
			s.writeJSON(ctx, r, body)
		}
	}
}

func chatRules() *strict.Rules { return strict.Chat(maxTokensUnsupported) }
