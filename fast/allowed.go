package fast

import (
	"errors"
	"time"

	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/ratelimit"
)

func (c *Config) allowance() ratelimit.Allowance {
	return Allowance{
		RPM: c.Limits.RPM, TPM: c.Limits.TPM, RPMTotal: c.Limits.RPMTotal, TPMTotal: c.Limits.TPMTotal,
		MaxConcurrency: c.Limits.MaxConcurrency, MaxQueue: c.Limits.MaxQueue,
	}
}

// Allowance returns the current limits.
func (s *Server) Allowance() ratelimit.Allowance {
	s.changing.Lock()
	defer s.changing.Unlock()
	return s.allowed
}

// SetAllowance replaces the limits without dropping a request: requests that are being
// answered or wait for a slot continue under the old limits. If a limit per minute
// changes, all of them start afresh.
func (s *Server) SetAllowance(a ratelimit.Allowance) error {
	if err := a.Validate(); err != nil {
		return err
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	if s.pipeline.Timeless || s.ending.Err() != nil {
		return errors.New("the server is an oracle or is shutting down: its limits cannot change")
	}
	s.allow(a)
	return nil
}

// InFlight returns how many requests for generated content are being answered and how
// many wait for a slot. Both are 0 if Allowance.MaxConcurrency is 0.
func (s *Server) InFlight() (answering, queued int) {
	g := s.gate.Load()
	if g == nil {
		return 0, 0
	}
	return g.Count()
}

// allow makes a the current limits. The caller holds s.changing.
func (s *Server) allow(a ratelimit.Allowance) {
	old := s.allowed
	s.allowed = a
	if a.RPM != old.RPM || a.TPM != old.TPM || a.RPMTotal != old.RPMTotal || a.TPMTotal != old.TPMTotal {
		s.limits.Store(ratelimit.New(a))
	}
	if a.MaxConcurrency != old.MaxConcurrency || a.MaxQueue != old.MaxQueue {
		s.gate.Store(front.NewGate(a))
	}
}

// Restore makes s what it was at its start: the settings of models without a profile of
// their own, the limits, and the scenario, which begins anew. It removes the fixtures that
// were added, and then does what Reset does.
func (s *Server) Restore() error {
	err := s.change(func(g *behavior.Config) {
		g.Others, g.Scenario, g.Began = s.config.Profile(), s.config.Timing.Scenario, time.Now()
	})
	if err == nil {
		err = s.SetAllowance(s.config.allowance())
	}
	if err == nil {
		err = s.Fixtures().Remove("")
	}
	if err != nil {
		return err
	}
	return s.Reset()
}

// Reset restores the counters to those of a new server: metrics, rate limits, the seeds of
// requests, the sessions whose first requests fail and the requests in the journal. It
// cancels FailNext, Reply and ReplyNext. Settings and the scenario stay, and requests in
// flight continue.
func (s *Server) Reset() error {
	s.changing.Lock()
	defer s.changing.Unlock()
	c, err := behavior.NewSchedule(s.schedule.Load().Config, nil) // with full limits of models
	if err != nil {
		return err
	}
	s.schedule.Store(c)
	s.limits.Store(ratelimit.New(s.allowed))
	s.pipeline.Reset()
	s.reply = nil
	s.generator.ForgetReplies()
	if s.promptCache != nil {
		s.promptCache.Clear()
	}
	if s.config.Observation.Journal != nil {
		s.config.Observation.Journal.Clear()
	}
	s.meter.Reset()
	if s.engineMetrics != nil {
		s.engineMetrics.Reset()
		s.overloaded.Store(0)
	}
	return nil
}
