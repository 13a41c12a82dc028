package fast

import (
	"errors"

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

// Allowance is what is allowed at present.
func (s *Server) Allowance() ratelimit.Allowance {
	s.changing.Lock()
	defer s.changing.Unlock()
	return s.allowed
}

// SetAllowance replaces what Allowance returns without dropping a request: who is
// being answered, or waits for it, goes on as it came. What keys have used of
// their limits is forgotten if one of these changes.
func (s *Server) SetAllowance(a ratelimit.Allowance) error {
	if err := a.Validate(); err != nil {
		return err
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	if s.pipeline.Timeless || s.ending.Err() != nil {
		return errors.New("the server does not change any more")
	}
	s.allow(a)
	return nil
}

// InFlight returns how many requests for something to be made up are being answered and
// how many wait for their turn, both 0 where Allowance.MaxConcurrency does not bound them.
func (s *Server) InFlight() (answering, queued int) {
	g := s.gate.Load()
	if g == nil {
		return 0, 0
	}
	return g.Count()
}

// allow puts a in force. The caller holds s.changing.
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

// Reset has everything that is counted begin again as at start: metrics, rate
// limits, the seeds of requests, the sessions whose first requests fail and the
// requests in the journal. Settings and a scenario stay, requests under way go
// on, and FailNext, Reply and ReplyNext are taken back.
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
	s.generator.ForgetReplies()
	if s.config.Observation.Journal != nil {
		s.config.Observation.Journal.Clear()
	}
	s.meter.Reset()
	return nil
}
