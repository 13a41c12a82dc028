// Package behavior says how a model answers at this moment: its profile, the phase of a
// scenario, and what a request asks for itself.
package behavior

import (
	"mock-openai/fast/fault"
	"mock-openai/fast/internal/ratelimit"
	"mock-openai/fast/latency"
	"mock-openai/fast/profile"
)

// Compiled is a profile made ready to answer by.
type Compiled struct {
	profile.Profile
	Clock  *latency.Clock // nil where nothing waits for tokens
	Faults fault.Plan
	Limits *ratelimit.Limiter // nil where the server's are all
}

// Compile makes p ready to answer by. l are the limits of its model, nil where it has none.
func Compile(p profile.Profile, l *ratelimit.Limiter) *Compiled {
	return &Compiled{p, latency.NewClock(p.Latency), p.Plan(), l}
}

// Idle reports that an answer waits for nothing.
func (m *Compiled) Idle() bool { return m.Clock == nil && m.ResponseDelay == 0 }

// Hurry has m wait for nothing and refuse nobody.
func (m *Compiled) Hurry() { m.Clock, m.ResponseDelay, m.Limits = nil, 0, nil }
