package fast

import (
	"cmp"
	"fmt"
	"iter"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/exchange"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/replay"
)

// loadRecordings prepares the recorded answers of the Config. Those that are not whole,
// because of the client or the recorder, are left out.
func (s *Server) loadRecordings() error {
	playback := s.config.Answers.Replay
	if playback == nil {
		return nil
	}
	for _, r := range append(s.routes.all, s.routes.unknown...) {
		r.other = s.newEndpoint(&endpoint{dialect: r.dialect}, r)
	}
	s.routes.replay = s.replayUnhandled
	played := 0
	for _, x := range playback.Exchanges {
		var uri fasthttp.URI
		if err := uri.Parse(nil, []byte(x.Request.Path)); err != nil {
			return fmt.Errorf("replay: line %d of %s: %w", x.Line, x.File, err)
		}
		header.DecodePath(&uri)
		if s.pipeline.AddRecording(s.routes.find(uri.PathOriginal()).endpointOf([]byte(x.Request.Method)), &uri, x) {
			played++
		}
	}
	if played == 0 {
		return fmt.Errorf("replay: none of the %d recorded answers is whole", len(playback.Exchanges))
	}
	return nil
}

// endpointOf returns the endpoint of a method, or that of all methods that are not in the
// endpoint table.
func (r *route) endpointOf(method []byte) *exchange.Endpoint {
	for i := range r.methods {
		if r.methods[i] == string(method) {
			return r.endpoints[i]
		}
	}
	return r.other
}

// replayUnhandled answers a request for which there is no handler with a recorded answer,
// and reports whether there is one.
func (s *Server) replayUnhandled(ctx *fasthttp.RequestCtx, r *route) bool {
	d := cmp.Or(r.dialect, openai.Dialect)
	if s.keys.Refuse(d.Credential(&ctx.Request.Header)) != nil {
		return false
	}
	return s.pipeline.TryReplay(ctx, r.other)
}

// replayCounts returns the number of requests by how their recorded answers were found.
func (s *Server) replayCounts() iter.Seq2[string, uint64] {
	return func(yield func(string, uint64) bool) {
		if l := s.pipeline.Recordings; l != nil {
			l.Counts.All(yield)
		} else {
			new(replay.Counts).All(yield)
		}
	}
}
