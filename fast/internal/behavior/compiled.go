// Package behavior decides how a model answers at a given time: by its profile, the
// phase of a scenario, and what a request asks for itself.
package behavior

import (
	"time"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/ratelimit"
	"mock-openai/fast/latency"
	"mock-openai/fast/profile"
)

// Compiled is a profile prepared for answering.
type Compiled struct {
	profile.Profile
	StreamTokensMin, StreamTokensMax int // of an event; both are set

	Clock   *latency.Clock // nil if nothing waits for tokens
	Faults  fault.Plan
	Limits  *ratelimit.Limiter // nil if only the server's limits apply
	longest int                // the most tokens of an answer to a request that sets no limit
}

// Compile prepares p for answering. l are the limits of its model, nil if it has
// none.
func Compile(p profile.Profile, l *ratelimit.Limiter) *Compiled {
	least, most := p.StreamTokens()
	return &Compiled{p, least, most, latency.NewClock(p.Latency), p.Plan(), l, p.Tokens.Max()}
}

// Immediate reports whether answers wait for nothing.
func (m *Compiled) Immediate() bool { return m.Clock == nil && m.ResponseDelay == 0 }

// WithTimes returns m with constant latencies.
func (m *Compiled) WithTimes(ttft, itl time.Duration) *Compiled {
	own := *m
	own.Clock = latency.NewClock(latency.Model{
		TTFT: latency.Spread{Mean: max(1, ttft)}, ITL: latency.Spread{Mean: itl}, Distribution: latency.Constant,
	})
	return &own
}

// DisableDelays makes answers wait for nothing, and removes the limits of the model.
func (m *Compiled) DisableDelays() { m.Clock, m.ResponseDelay, m.Limits = nil, 0, nil }
