package fast

import (
	"cmp"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/anthropic"
	"mock-openai/fast/internal/dialect/azure"
	"mock-openai/fast/internal/dialect/bedrock"
	"mock-openai/fast/internal/dialect/cohere"
	"mock-openai/fast/internal/dialect/gemini"
	"mock-openai/fast/internal/dialect/ollama"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/dialect/openrouter"
	"mock-openai/fast/internal/dialect/responses"
	"mock-openai/fast/internal/exchange"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/strict"
)

// endpoint is one row of the endpoint table: a method, a path and what answers it. The
// rest follows from the row: the route, its name in the metrics, what --strict refuses,
// the key that a request needs and the envelope of its errors.
type endpoint struct {
	method, path string           // {id} matches one segment, {id...} at the end one or more
	dialect      *dialect.Dialect // nil for paths of no provider, which need no key

	// Exactly one of these is set.
	codec  dialect.Codec                        // generates an answer, after admission
	lookup lookup                               // returns JSON that exists already
	serve  func(*route) fasthttp.RequestHandler // makes a handler of any kind

	resume dialect.Resumer                                  // with lookup: replays the answer's stream; nil if it cannot
	header func(*fasthttp.ResponseHeader, *dialect.Session) // with codec: sets additional headers; nil for none
	rules  func() *strict.Rules                             // with codec: what --strict refuses; nil for nothing
	stream string                                           // with codec: the content type of streams; empty for server-sent events
	free   bool                                             // with codec: its tokens do not count against the limits
	stage  front.Stage                                      // what must have loaded

	// With codec: makes the row a WebSocket, whose messages the codec answers. Nil for none.
	converse func(*fasthttp.RequestHeader, *fasthttp.URI) dialect.Conversation

	also []endpoint // answer the requests to path that their dialects claim
}

type lookup = func(*fasthttp.RequestCtx) ([]byte, *apierr.Error)

// endpoints returns the endpoint table. The metrics list the paths in this order.
func (s *Server) endpoints() []endpoint {
	const get, post, del = fasthttp.MethodGet, fasthttp.MethodPost, fasthttp.MethodDelete
	oai, or := openai.Dialect, openrouter.Dialect
	text := openai.Text{Generator: s.generator, Families: s.families}
	ofFormat := func(f *openai.Format) openai.Text { return openai.Text{Generator: s.generator, Format: f} }
	legacy := ofFormat(openai.NewTextFormat())
	legacy.Accents = s.families.NewTextAccents()
	stored := &openai.StoredChats{}
	kept := &responses.Codec{Generator: s.generator, Families: s.families, Strict: s.config.Answers.Strict}
	routed := &responses.Codec{Generator: s.generator, Families: s.families, Stateless: true}
	text.Stored = stored
	listed, listedByGoogle := anthropic.NewModels(s.config.Answers.Models, s.config.windowOf), gemini.NewModels(s.config.Answers.Models, s.config.windowOf)
	listedByCohere := cohere.NewModels(s.config.Answers.Models, s.config.windowOf)
	all := []endpoint{
		{method: post, path: "/v1/chat/completions", dialect: oai, codec: &openai.Chat{Text: text}, rules: openai.ChatRules},
		{method: get, path: "/v1/chat/completions", dialect: oai, lookup: stored.List},
		{method: get, path: openai.CompletionsPath + "{id}", dialect: oai, lookup: stored.Get},
		{method: post, path: openai.CompletionsPath + "{id}", dialect: oai, lookup: stored.Update},
		{method: del, path: openai.CompletionsPath + "{id}", dialect: oai, lookup: stored.Delete},
		{method: get, path: openai.CompletionsPath + "{id}/messages", dialect: oai, lookup: stored.Messages},
		{method: post, path: "/v1/completions", dialect: oai, codec: &openai.Completions{Text: legacy}, rules: strict.Completions},
		{method: post, path: "/v1/embeddings", dialect: oai, codec: &openai.Embeddings{Pool: s.pool}, rules: strict.Embeddings},
		{method: post, path: "/v1/moderations", dialect: oai, codec: &openai.Moderations{}, rules: strict.Moderations},
		{method: post, path: "/v1/responses", dialect: oai, codec: kept, rules: strict.Responses},
		{method: get, path: "/v1/responses", dialect: oai, codec: responses.Socket{Codec: kept}, rules: strict.ResponseEvents, converse: responses.Converse},
		{method: get, path: responses.Path + "{id}", dialect: oai, lookup: kept.Get, resume: kept},
		{method: del, path: responses.Path + "{id}", dialect: oai, lookup: kept.Delete},
		{method: post, path: responses.Path + "{id}/cancel", dialect: oai, lookup: kept.Cancel},
		{method: get, path: responses.Path + "{id}/input_items", dialect: oai, lookup: kept.InputItems},
		{method: post, path: responses.Path + "input_tokens", dialect: oai, codec: kept.InputTokens(), rules: strict.InputTokens, free: true},
		{method: post, path: responses.Path + "compact", dialect: oai, codec: kept.Compaction(), rules: strict.Compaction, free: true},
		{method: get, path: "/v1/models", dialect: oai, lookup: s.models.All, stage: front.StageModels, also: []endpoint{
			{dialect: anthropic.Dialect, lookup: listed.All}, {dialect: gemini.Dialect, lookup: listedByGoogle.All},
			{dialect: cohere.Dialect, lookup: listedByCohere.All},
		}},
		{method: get, path: openai.ModelsPath + "{id...}", dialect: oai, lookup: s.ofModel(s.models.Get), stage: front.StageModels, also: []endpoint{
			{dialect: anthropic.Dialect, lookup: s.ofModel(listed.Get)}, {dialect: gemini.Dialect, lookup: s.ofModel(listedByGoogle.Get)},
			{dialect: cohere.Dialect, lookup: s.ofModel(listedByCohere.Get)},
		}},
		{method: del, path: openai.ModelsPath + "{id...}", dialect: oai, lookup: s.ofModel(s.models.Delete)},

		{method: post, path: "/tokenize", dialect: oai, codec: &openai.Tokenize{Tokens: &s.families.Tokens}, free: true},
		{method: post, path: "/detokenize", dialect: oai, codec: &openai.Detokenize{Tokens: &s.families.Tokens}, free: true},
		{method: get, path: "/version", dialect: oai, lookup: s.vllmVersion(), stage: front.StageHealth},

		{method: post, path: openrouter.Path + "chat/completions", dialect: or, codec: &openai.Chat{Text: ofFormat(s.openRouter.Chat)}, rules: strict.OpenRouterChat, header: openrouter.SetGenerationID},
		{method: post, path: openrouter.Path + "completions", dialect: or, codec: &openai.Completions{Text: ofFormat(s.openRouter.Text)}, rules: strict.OpenRouterCompletions, header: openrouter.SetGenerationID},
		{method: post, path: openrouter.Path + "embeddings", dialect: or, codec: &openai.Embeddings{Pool: s.pool}, rules: strict.OpenRouterEmbeddings},
		{method: post, path: openrouter.Path + "responses", dialect: or, codec: routed, rules: strict.OpenRouterResponses, header: openrouter.SetGenerationID},
		{method: get, path: openrouter.Path + "models", dialect: or, lookup: s.openRouter.Catalog.All, stage: front.StageModels},
		{method: get, path: openrouter.ModelPath + "{id...}", dialect: or, lookup: s.ofModel(s.openRouter.Catalog.Get), stage: front.StageModels},

		{method: get, path: "/health", lookup: s.health, stage: front.StageHealth},
	}
	all = append(all, s.deepSeekEndpoints()...)
	all = append(all, s.mistralEndpoints()...)
	all = append(all, s.azureEndpoints()...)
	all = append(all, s.realtimeEndpoints()...)
	all = append(all, s.ollamaEndpoints()...)
	all = append(all, s.geminiEndpoints()...)
	all = append(all, s.anthropicEndpoints()...)
	all = append(all, s.vertexEndpoints()...)
	all = append(all, s.bedrockEndpoints()...)
	all = append(all, s.cohereEndpoints()...)
	all = append(all, s.engineEndpoints()...)
	if !s.config.Observation.MetricsApart {
		all = append(all, endpoint{method: get, path: metricsPath, serve: s.showMetrics, stage: front.StageHealth})
	}
	return all
}

// bases are the path prefixes of the providers. An unknown path below one needs a key, and
// its error has the provider's envelope. The last row is for all other paths.
var bases = []struct {
	path    string
	dialect *dialect.Dialect
}{
	{"/v1beta/", gemini.Dialect},
	{"/v1beta1/", gemini.Vertex},
	{"/v1/projects/", gemini.Vertex},
	{"/v1/publishers/", gemini.Vertex},
	{"/v1/messages/", anthropic.Dialect},
	{cohere.Path, cohere.Dialect},
	{"/v1/", openai.Dialect},
	{openrouter.Path, openrouter.Dialect},
	{azure.Path, azure.Dialect},
	{ollama.Path, ollama.Dialect},
	{bedrock.Path, bedrock.Dialect},
	{front.ControlPath, openai.Dialect},
	{"", nil},
}

// newEndpoint returns what the pipeline needs of e, whose route is r.
func (s *Server) newEndpoint(e *endpoint, r *route) *exchange.Endpoint {
	d := cmp.Or(e.dialect, openai.Dialect)
	of := &exchange.Endpoint{
		Codec: e.codec, Header: e.header, Free: e.free, Target: e.target(d),
		Route: r.index, Credential: d.Credential, Limits: &d.Limits, WriteError: r.writeError, Filtered: cmp.Or(d.Filtered, openai.Filtered),
		Headers:       r.headers,
		StreamHeaders: header.NewBlock(&d.Headers, cmp.Or(e.stream, "text/event-stream; charset=utf-8"), "Cache-Control: no-cache"),
		HTMLHeaders:   header.NewBlock(&d.Headers, "text/html; charset=utf-8"),
	}
	if _, unfiltered := e.codec.(dialect.Unfiltered); unfiltered {
		of.Filtered = nil
	}
	of.URI, _ = e.codec.(dialect.URIReader)
	of.Window, _ = e.codec.(dialect.Windowed)
	if s.promptCache != nil {
		of.Cached, _ = e.codec.(dialect.Cached)
	}
	return of
}

// ownHandlerOf returns the handler of e alone. It binds all that the handler needs of the
// row, so that a request looks up nothing.
func (s *Server) ownHandlerOf(e *endpoint, r *route) fasthttp.RequestHandler {
	var handler fasthttp.RequestHandler
	of := s.newEndpoint(e, r)
	r.endpoints = append(r.endpoints, of)
	switch {
	case e.converse != nil:
		return s.upgrade(e, r, of)
	case e.codec != nil:
		handler = front.Strict(s.refuses(e), r.writeError, s.pipeline.Generate(of))
		handler = s.admission.Admit(s.pipeline.Queue(of), r.writeError, s.pipeline.Replay(of, handler))
	case e.resume != nil:
		handler = s.pipeline.Resume(of, e.resume, s.pipeline.Lookup(of, e.lookup))
	case e.lookup != nil:
		handler = s.pipeline.Lookup(of, e.lookup)
	default:
		handler = e.serve(r)
	}
	if e.dialect == nil {
		return handler
	}
	if e.codec == nil {
		handler = s.pipeline.Replay(of, handler)
	}
	return front.RequireKey(s.keys, e.dialect, r.writeError, s.rateLimit.Limit(e.dialect, r.writeError, handler))
}
