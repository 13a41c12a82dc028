package fast

import (
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/azure"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/dialect/realtime"
	"mock-openai/fast/internal/exchange"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/strict"
	"mock-openai/fast/internal/websocket"
)

// maxSocketAge is how long a WebSocket may last.
const maxSocketAge = time.Hour

// newSockets returns the server of WebSocket connections.
func (s *Server) newSockets() *websocket.Server {
	return websocket.New(websocket.Config{
		MaxMessage:  s.config.Limits.MaxBody,
		IdleTimeout: s.config.Transport.IdleTimeout,
		MaxAge:      maxSocketAge,
		Memory:      s.memory,
		CrossOrigin: s.config.Transport.CORS,
		LogPanic:    s.logPanic,
	})
}

// realtimeEndpoints returns the endpoints of the Realtime API, also as Azure has them.
func (s *Server) realtimeEndpoints() []endpoint {
	answers := &s.config.Answers
	api := &realtime.API{Most: s.config.Limits.MaxBody, Strict: answers.Strict, Model: s.models.Items[0].Escaped}
	if answers.Deterministic {
		api.Seed = answers.Seed
	}
	codec := &realtime.Codec{Generator: s.generator}
	var all []endpoint
	add := func(path string, d *dialect.Dialect) {
		all = append(all, endpoint{method: fasthttp.MethodGet, path: path, dialect: d, codec: codec, rules: strict.RealtimeRequests, converse: api.Converse})
	}
	add("/v1/realtime", openai.Dialect)
	add(azure.V1+"realtime", azure.Dialect)
	add(azure.Path+"realtime", azure.Dialect)
	return all
}

// upgrade returns the handler of e, a WebSocket. What its messages ask for is limited,
// recorded, counted and logged like a request.
func (s *Server) upgrade(e *endpoint, r *route, of *exchange.Endpoint) fasthttp.RequestHandler {
	of.Messages = true
	of.StreamHeaders = header.NewBlock(&e.dialect.Headers, "application/json")
	generate := front.Strict(s.refuses(e), r.writeError, s.pipeline.Generate(of))
	answer := s.limits.admission.Admit(s.pipeline.Queue(of), r.writeError, s.pipeline.Unrecorded(of, generate))
	recorded := func(next fasthttp.RequestHandler) fasthttp.RequestHandler {
		next = front.Record(s.config.Observation.Journal, func(*fasthttp.RequestCtx) string { return r.dialectName() }, next)
		return s.observe(front.Guard(s.logPanic, r.writeError, next))
	}
	return websocket.Credential(front.RequireKey(s.keys, e.dialect, r.writeError, s.connections.sockets.Upgrade(&websocket.Endpoint{
		Converse: e.converse, WriteError: r.writeError,
		Answer: recorded(s.limits.rateLimit.Limit(e.dialect, r.writeError, answer)),
		Refuse: recorded(front.Refuse(r.writeError)),
	})))
}
