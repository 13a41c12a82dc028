package fast

import (
	"mock-openai/fast/fault"
	"mock-openai/fast/latency"
	"mock-openai/fast/profile"
)

// manner is a profile made ready to answer by.
type manner struct {
	profile.Profile
	clock  *latency.Clock // nil where nothing waits for tokens
	faults fault.Plan
	limits *limits // nil where the server's are all
}

func newManner(p profile.Profile, l *limits) *manner {
	return &manner{p, latency.NewClock(p.Latency), p.Plan(), l}
}

// idle reports that an answer waits for nothing.
func (m *manner) idle() bool { return m.clock == nil && m.ResponseDelay == 0 }

// hurry has m wait for nothing and refuse nobody.
func (m *manner) hurry() { m.clock, m.ResponseDelay, m.limits = nil, 0, nil }
