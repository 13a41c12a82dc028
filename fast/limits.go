package fast

import (
	"errors"
	"slices"
	"sync/atomic"

	"mock-openai/fast/internal/deliver"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/gate"
	"mock-openai/fast/internal/ratelimit"
)

// limits are what a request must pass before it is answered.
type limits struct {
	allowance  Allowance                         // guarded by Server.changing
	perMinute  atomic.Pointer[ratelimit.Limiter] // points to nil if nothing is limited
	gate       atomic.Pointer[gate.Gate]         // points to nil if concurrency is not limited
	gates      []*gate.Gate                      // this one, and earlier ones with requests; guarded by Server.changing
	overloaded atomic.Uint64                     // requests that found the queue full
	rateLimit  front.RateLimit                   // by perMinute
	admission  front.Admission                   // through gate
}

// init sets the limits to a.
func (l *limits) init(a Allowance, model func(body []byte) []byte, overloadStatus int, pacing *deliver.Pacing) {
	l.set(a)
	l.rateLimit = front.RateLimit{Limiter: &l.perMinute, Model: model}
	l.admission = front.Admission{
		Gate: &l.gate, OverloadStatus: overloadStatus, Overloaded: &l.overloaded,
		Watcher: pacing.Watcher, HangUps: &pacing.HangUps,
	}
}

// set replaces the allowance, and what enforces the part of it that changes.
func (l *limits) set(a Allowance) {
	old := l.allowance
	l.allowance = a
	if a.RPM != old.RPM || a.TPM != old.TPM || a.RPMTotal != old.RPMTotal || a.TPMTotal != old.TPMTotal {
		l.perMinute.Store(ratelimit.New(a))
	}
	if a.MaxConcurrency != old.MaxConcurrency || a.MaxQueue != old.MaxQueue {
		l.setGate(front.NewGate(a))
	}
}

// setGate replaces the gate. Requests in earlier ones stay there.
func (l *limits) setGate(g *gate.Gate) {
	l.gate.Store(g)
	l.gates = slices.DeleteFunc(l.gates, func(earlier *gate.Gate) bool {
		running, waiting := earlier.Count()
		return running+waiting == 0
	})
	if g != nil {
		l.gates = append(l.gates, g)
	}
}

// refuseWaiting refuses the requests that wait for a slot.
func (l *limits) refuseWaiting() {
	for _, g := range l.gates {
		g.Close()
	}
}

// reset makes the requests and tokens of the current minute zero.
func (l *limits) reset() { l.perMinute.Store(ratelimit.New(l.allowance)) }

func (c *Config) allowance() Allowance {
	return Allowance{
		RPM: c.Limits.RPM, TPM: c.Limits.TPM, RPMTotal: c.Limits.RPMTotal, TPMTotal: c.Limits.TPMTotal,
		MaxConcurrency: c.Limits.MaxConcurrency, MaxQueue: c.Limits.MaxQueue,
	}
}

// Allowance returns the current limits.
func (s *Server) Allowance() Allowance {
	s.changing.Lock()
	defer s.changing.Unlock()
	return s.limits.allowance
}

// SetAllowance replaces the limits without dropping a request: requests that are being
// answered or wait for a slot continue under the old limits. If a limit per minute
// changes, all of them start afresh.
func (s *Server) SetAllowance(a Allowance) error {
	if err := a.Validate(); err != nil {
		return err
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	if s.pipeline.Timeless || s.ending.Err() != nil {
		return errors.New("the server is an oracle or is shutting down: its limits cannot change")
	}
	s.limits.set(a)
	return nil
}

// InFlight returns how many requests for generated content are being answered and how
// many wait for a slot. Both are 0 if Allowance.MaxConcurrency is 0.
func (s *Server) InFlight() (answering, queued int) {
	g := s.limits.gate.Load()
	if g == nil {
		return 0, 0
	}
	return g.Count()
}
