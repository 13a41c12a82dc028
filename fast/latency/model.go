// Package latency models the time that a model takes: the time to the first token
// (TTFT) and from each token to the next (inter-token latency, ITL).
package latency

import (
	"errors"
	"fmt"
	"time"
)

// Spread is the mean and the standard deviation of a time.
type Spread struct{ Mean, Stddev time.Duration }

// Model configures how times are drawn. The zero value waits for nothing.
type Model struct {
	// TTFT is the time to the first token, without the prompt's prefill.
	TTFT Spread
	// ITL is the time from each token to the next.
	ITL Spread
	// Distribution applies to TTFT and ITL.
	Distribution Distribution
	// PrefillPerToken is added to TTFT for each token of the prompt.
	PrefillPerToken time.Duration
	// Jitter is the network's: each event arrives up to that much later, uniformly
	// distributed, but never after a later event. It is not cumulative.
	Jitter time.Duration
	// Trace, if set, replaces TTFT and ITL.
	Trace *Trace
}

// Immediate reports whether m waits for nothing.
func (m *Model) Immediate() bool {
	return m.TTFT == Spread{} && m.ITL == Spread{} && m.PrefillPerToken == 0 && m.Jitter == 0 && m.Trace == nil
}

// TokensTakeTime reports whether tokens come one after another.
func (m *Model) TokensTakeTime() bool { return m.ITL.Mean > 0 || m.Trace != nil }

// maxMean is the longest mean of a time: sums of millions of times stay far from the
// limit of time.Duration.
const maxMean = 24 * time.Hour

// Validate returns an error if m makes no sense.
func (m *Model) Validate() error {
	switch {
	case m.PrefillPerToken < 0 || m.PrefillPerToken > maxMean:
		return fmt.Errorf("prefill per token of %v is not between 0 and %v", m.PrefillPerToken, maxMean)
	case m.Jitter < 0 || m.Jitter > maxMean:
		return fmt.Errorf("jitter of %v is not between 0 and %v", m.Jitter, maxMean)
	case m.Distribution > Constant:
		return fmt.Errorf("unknown distribution: %v", m.Distribution)
	case m.Trace != nil && len(m.Trace.requests) == 0:
		return errEmpty
	}
	if err := m.TTFT.validate(m.Distribution); err != nil {
		return fmt.Errorf("time to first token: %w", err)
	}
	if err := m.ITL.validate(m.Distribution); err != nil {
		return fmt.Errorf("inter-token latency: %w", err)
	}
	return nil
}

func (s Spread) validate(d Distribution) error {
	switch {
	case s.Mean < 0 || s.Mean > maxMean:
		return fmt.Errorf("mean of %v is not between 0 and %v", s.Mean, maxMean)
	case s.Stddev < 0 || s.Stddev > 100*maxMean:
		return fmt.Errorf("standard deviation of %v is not between 0 and %v", s.Stddev, 100*maxMean)
	case s.Stddev > 0 && s.Mean == 0:
		return errors.New("a standard deviation needs a mean, as no time is negative")
	case d == Normal && float64(s.Stddev) > maxVariation*float64(s.Mean):
		return fmt.Errorf("standard deviation of %v is more than %g of the mean of %v: no normal distribution above 0 is so wide, but lognormal and gamma may be",
			s.Stddev, maxVariation, s.Mean)
	}
	return nil
}

// LoadSlowdown returns the factor by which times grow while running requests share a
// server that is full at most of them: 1 for a single request, factor when the server
// is full, and linear in between. It is the formula of time-factor-under-load in
// llm-d-inference-sim.
func LoadSlowdown(factor float64, running, most int) float64 {
	if most <= 1 || running <= 1 {
		return 1
	}
	return 1 + (factor-1)*float64(min(running, most)-1)/float64(most-1)
}
