package fast

import (
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/exchange"
	"mock-openai/fast/internal/replay"
	"mock-openai/fast/skim"
)

// newPipeline returns the pipeline that answers all requests.
func (s *Server) newPipeline() *exchange.Pipeline {
	c := &s.config
	p := &exchange.Pipeline{
		Generator:     s.generator,
		Schedule:      &s.schedule,
		Overrides:     !c.Answers.NoOverrides,
		Seed:          c.Answers.Seed,
		Deterministic: c.Answers.Deterministic,
		FailFirst:     c.Faults.FailFirst,
		Injector:      s.injector,
		Recorded:      c.Observation.Journal != nil,
		Fixtures:      s.newFixtures(),
		Limits:        &s.limits.perMinute,
		Gate:          &s.limits.gate,
		LoadFactor:    c.Timing.LoadFactor,
		Memory:        s.memory,
		Engine:        s.engine,
		PromptCache:   s.promptCache,
		Pacing:        &s.pacing,
		StreamWriter:  c.Transport.StreamWriter,
		Observer:      s.observer,
		Metrics:       s.engineMetrics,
	}
	if c.Answers.Replay != nil {
		p.Recordings = replay.New(c.Answers.Replay)
	}
	if c.Faults.FailFirst.N > 0 {
		p.Sessions = behavior.NewSessions()
	}
	return p
}

// modelNamed returns the JSON-escaped model in the body of a request, or else the default
// model.
func (s *Server) modelNamed(body []byte) []byte {
	if model := skim.New(decode.Member(body, "model")); model.Kind() == skim.String {
		return model.String().Raw
	}
	return s.models.Items[0].Escaped
}
