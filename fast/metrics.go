package fast

import (
	"iter"
	"net/http"
	"sync"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/valyala/fasthttp"
	"github.com/valyala/fasthttp/fasthttpadaptor"

	"mock-openai/fast/meter"
)

const metricsPath = "/metrics"

// newMeter returns the meter of s. It also reads the counters that other parts of s keep.
func (s *Server) newMeter() *meter.Meter {
	sources := meter.Sources{
		Connections: s.connections.count,
		Queued:      func() int { _, queued := s.InFlight(); return queued },
		HangUps:     s.HangUps,
		Unrecorded:  s.unrecorded,
		Unlogged:    s.config.Observation.Unlogged,
		MemoryHeld:  s.MemoryHeld,
		MemoryShort: s.MemoryRefused,
		Faults:      s.faultCounts(),
		Quirks:      s.quirkCounts(),
		Replayed:    s.replayCounts(),
		Fixtures:    s.fixtureCounts(),
		Unmatched:   func() uint64 { return s.pipeline.Fixtures.Unmatched() },
		Phase:       func() string { return s.schedule.Load().Phase() },
		Lateness:    s.pacing.Lateness,
	}
	if s.promptCache != nil {
		sources.CachedPrompts = s.cachedPrompts
	}
	return meter.New(s.routes.endpoints(), sources)
}

// faultCounts returns the number of injected faults by name.
func (s *Server) faultCounts() iter.Seq2[string, uint64] {
	return func(yield func(string, uint64) bool) {
		for kind, n := range s.injector.Counts.All() {
			if !yield(kind.String(), n) {
				return
			}
		}
	}
}

// quirkCounts returns the number of answers with each quirk by name.
func (s *Server) quirkCounts() iter.Seq2[string, uint64] {
	return func(yield func(string, uint64) bool) {
		for kind, n := range s.QuirkCounts().All() {
			if !yield(kind.String(), n) {
				return
			}
		}
	}
}

func (s *Server) unrecorded() uint64 {
	if s.config.Observation.Journal == nil {
		return 0
	}
	return s.config.Observation.Journal.Dropped()
}

// MemoryHeld returns how many bytes request bodies and answers hold. Those of up to 32 KiB
// do not count.
func (s *Server) MemoryHeld() int64 { return s.memory.Held() }

// MemoryRefused returns how many requests were refused for lack of memory.
func (s *Server) MemoryRefused() uint64 { return s.memory.Refused() }

// Metrics returns a handler that serves the metrics of s to Prometheus. Unless
// Observation.MetricsApart is set, s answers GET /metrics with it.
func (s *Server) Metrics() http.Handler {
	r := s.meter.Registry()
	if s.engineMetrics != nil {
		r.MustRegister(s.engineMetrics)
	}
	return promhttp.HandlerFor(r, promhttp.HandlerOpts{})
}

// showMetrics answers GET /metrics.
func (s *Server) showMetrics(r *route) fasthttp.RequestHandler {
	show := sync.OnceValue(func() fasthttp.RequestHandler { // later: the meter needs the names of all routes
		return fasthttpadaptor.NewFastHTTPHandler(s.Metrics())
	})
	return func(ctx *fasthttp.RequestCtx) {
		if show()(ctx); ctx.Response.StatusCode() == fasthttp.StatusOK {
			s.observer.CountOK(ctx, r.index)
		}
	}
}

// Snapshot returns what has been counted since the start. Unlike a scrape of Metrics it
// does not change the headroom that the next scrape reports.
func (s *Server) Snapshot() meter.Snapshot { return s.meter.Snapshot() }
