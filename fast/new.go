package fast

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"mock-openai/fast/batch"
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/connlimit"
	"mock-openai/fast/internal/deliver"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/inject"
	"mock-openai/fast/internal/memory"
	"mock-openai/fast/internal/observe"
	"mock-openai/fast/internal/receive"
	"mock-openai/fast/pace"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

// New returns a Server that is ready to serve. It makes the pool and renders everything
// that does not change between requests.
func New(c Config) (*Server, error) {
	c = c.withDefaults()
	if err := c.validate(); err != nil {
		return nil, err
	}
	seed := rand.Uint64()
	if c.Answers.Seed != nil {
		seed = *c.Answers.Seed
	}
	schedule, err := behavior.NewSchedule(behavior.Config{
		Others: c.Profile(), Models: c.Answers.Profiles, Scenario: c.Timing.Scenario, Began: time.Now(),
	}, nil)
	if err != nil {
		return nil, err
	}
	p, err := c.pool(schedule.MaxTokens(), seed)
	if err != nil {
		return nil, err
	}
	prompts, err := c.promptCache()
	if err != nil {
		return nil, err
	}
	s := newServer(c, p, fmt.Appendf(nil, "fp_%010x", pool.Hash(seed, nil)&(1<<40-1)))
	s.schedule.Store(schedule)
	s.promptCache = prompts
	s.buildRoutes()
	if err := s.loadRecordings(); err != nil {
		return nil, err
	}
	handler, unreadable := s.Handler(), s.unreadable()
	s.connections.http = s.newHTTP1(handler, unreadable)
	if c.Transport.TLS != nil || c.Transport.H2C {
		s.connections.h2 = s.newHTTP2(handler, unreadable)
	}
	return s, nil
}

// newServer returns a server with all parts that know no endpoint.
func newServer(c Config, p *pool.Pool, fingerprint []byte) *Server {
	s := &Server{
		config:  c,
		keys:    front.NewKeys(c.Limits.APIKeys),
		content: newContent(c, p, fingerprint),
		memory:  memory.NewBudget(c.Limits.MaxMemory),
	}
	s.ending, s.end = context.WithCancel(context.Background())
	s.pacing.LogPanic = s.logPanic
	s.pacing.Raises = c.Transport.RaiseGOMAXPROCS
	if e := c.Timing.Engine; e != nil {
		alarm := &deliver.Alarm{Pacing: &s.pacing}
		s.engine = batch.New(*e, pace.Now, alarm)
		alarm.Task = s.engine
	}
	s.injector = inject.New(s.ending, &s.pacing)
	s.limits.init(c.allowance(), s.modelNamed, c.Limits.OverloadStatus, &s.pacing)
	s.connections.limit = connlimit.New(c.Limits.MaxConns, c.Limits.MaxConnsPerIP)
	s.connections.bodies = receive.New(c.Limits.MaxBody, s.memory)
	s.connections.sockets = s.newSockets()
	return s
}

// buildRoutes makes the endpoint table, the counters of its paths, and a handler for each
// row.
func (s *Server) buildRoutes() {
	table := s.endpoints()
	s.routes = newRoutes(table, s.keys, s.accentErrors())
	s.routes.pageURL = s.config.Observation.PageURL
	s.routes.isAccented = s.config.Answers.Accent != profile.NoAccent && s.config.Answers.Accent != profile.OpenAI
	s.meter = s.newMeter()
	s.observer = observe.New(s.meter, s.config.Observation.AccessLog, s.config.Observation.AccessLogRate)
	s.engineMetrics = s.newEngineMetrics()
	s.pipeline = s.newPipeline()
	for i := range table {
		e, r := &table[i], s.routes.of(table[i].path)
		r.handle(e.method, s.handlerOf(e, r))
	}
	s.router = s.routes.newRouter(s.models.Items)
}
