package fast

import "errors"

func (c *Config) allowance() Allowance {
	return Allowance{c.RPM, c.TPM, c.RPMTotal, c.TPMTotal, c.MaxConcurrency, c.MaxQueue}
}

// Allowance is what is allowed at present.
func (s *Server) Allowance() Allowance {
	s.changing.Lock()
	defer s.changing.Unlock()
	return s.allowed
}

// SetAllowance replaces what Allowance returns without dropping a request: who is
// being answered, or waits for it, goes on as it came. What keys have used of
// their limits is forgotten if one of these changes.
func (s *Server) SetAllowance(a Allowance) error {
	if err := a.Validate(); err != nil {
		return err
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	if s.timeless || s.ending.Err() != nil {
		return errors.New("the server does not change any more")
	}
	s.allow(a)
	return nil
}

// allow puts a in force. The caller holds s.changing.
func (s *Server) allow(a Allowance) {
	old := s.allowed
	s.allowed = a
	if a.RPM != old.RPM || a.TPM != old.TPM || a.RPMTotal != old.RPMTotal || a.TPMTotal != old.TPMTotal {
		s.limits.Store(newLimits(a))
	}
	if a.MaxConcurrency != old.MaxConcurrency || a.MaxQueue != old.MaxQueue {
		s.gate.Store(newGate(a))
	}
}

// Reset has everything that is counted begin again as at start: metrics, rate
// limits, the seeds of requests, the sessions whose first requests fail and the
// requests in the journal. Settings and a scenario stay, requests under way go
// on, and FailNext is taken back.
func (s *Server) Reset() error {
	s.changing.Lock()
	defer s.changing.Unlock()
	c, err := newCourse(s.course.Load().given, nil) // with full limits of models
	if err != nil {
		return err
	}
	s.course.Store(c)
	s.limits.Store(newLimits(s.allowed))
	s.requests.Store(0)
	s.failing.Store(nil)
	if s.sessions != nil {
		s.sessions.forget()
	}
	if s.config.Journal != nil {
		s.config.Journal.Clear()
	}
	s.meter.Reset()
	return nil
}
