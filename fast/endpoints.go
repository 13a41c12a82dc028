package fast

import (
	"cmp"
	"slices"

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

	resume  dialect.Resumer                                  // with lookup: replays the answer's stream; nil if it cannot
	header  func(*fasthttp.ResponseHeader, *dialect.Session) // with codec: sets additional headers; nil for none
	rules   func() *strict.Rules                             // with codec or lookup: what --strict refuses; nil for nothing
	accents func() *openai.AccentRules                       // with rules: what is refused by accent instead; nil for the same
	stream  string                                           // the content type of streams; empty for server-sent events
	lines   func(*fasthttp.RequestCtx) bool                  // with lookup: reports whether an answer has that type; nil for never
	free    bool                                             // with codec: its tokens do not count against the limits
	stage   front.Stage                                      // what must have loaded

	// With codec: makes the row a WebSocket, whose messages the codec answers. Nil for none.
	converse func(*fasthttp.RequestHeader, *fasthttp.URI) dialect.Conversation

	also []endpoint // answer the requests to path that their dialects claim
}

type lookup = func(*fasthttp.RequestCtx) ([]byte, *apierr.Error)

// endpoints returns the endpoint table. The metrics list the paths in this order.
func (s *Server) endpoints() []endpoint {
	all := slices.Concat(
		s.openAIEndpoints(),
		s.modelEndpoints(),
		s.tokenizerEndpoints(),
		s.openRouterEndpoints(),
		[]endpoint{{method: fasthttp.MethodGet, path: "/health", lookup: s.health, stage: front.StageHealth}},
		s.deepSeekEndpoints(),
		s.mistralEndpoints(),
		s.azureEndpoints(),
		s.realtimeEndpoints(),
		s.ollamaEndpoints(),
		s.geminiEndpoints(),
		s.anthropicEndpoints(),
		s.vertexEndpoints(),
		s.bedrockEndpoints(),
		s.cohereEndpoints(),
		s.engineEndpoints(),
	)
	if !s.config.Observation.MetricsApart {
		all = append(all, endpoint{method: fasthttp.MethodGet, path: metricsPath, serve: s.showMetrics, stage: front.StageHealth})
	}
	return all
}

// bases are the path prefixes of the providers. An unknown path below one needs a key, and
// its error has the provider's envelope. The last row is for all other paths.
var bases = []struct {
	path    string
	dialect *dialect.Dialect
}{
	{gemini.OpenAIPath, gemini.Compatible},
	{"/v1beta/", gemini.Dialect},
	{"/v1beta1/", gemini.Vertex},
	{"/v1/projects/", gemini.Vertex},
	{"/v1/publishers/", gemini.Vertex},
	{"/v1/messages/", anthropic.Dialect},
	{anthropic.Path + "/", anthropic.Dialect},
	{anthropic.PathOfZAI + "/", anthropic.Dialect},
	{cohere.Path, cohere.Dialect},
	{cohere.OpenAIPath, openai.Dialect},
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
		Headers: r.headers, Streamed: e.lines,
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
		handler = s.limits.admission.Admit(s.pipeline.Queue(of), r.writeError, s.pipeline.Replay(of, handler))
	case e.resume != nil:
		handler = s.pipeline.Resume(of, e.resume, s.pipeline.Lookup(of, e.lookup))
	case e.lookup != nil:
		handler = front.Strict(s.refuses(e), r.writeError, s.pipeline.Lookup(of, e.lookup))
	default:
		handler = e.serve(r)
	}
	if e.dialect == nil {
		return handler
	}
	if e.codec == nil {
		handler = s.pipeline.Replay(of, handler)
	}
	return front.RequireKey(s.keys, e.dialect, r.writeError, s.limits.rateLimit.Limit(e.dialect, r.writeError, handler))
}
