package fast

import (
	"errors"

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
