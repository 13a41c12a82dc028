// Package latency is the time a model takes: how long until the first token
// (TTFT), and from each token to the next (inter-token latency, ITL).
package latency

import (
	"errors"
	"fmt"
	"time"
)

// Spread is the mean and the standard deviation of a time.
type Spread struct{ Mean, Stddev time.Duration }

// Model says what times are drawn. The zero value waits for nothing.
type Model struct {
	// TTFT is the time to the first token, of a prompt without length.
	TTFT Spread
	// ITL is the time from each token to the next.
	ITL Spread
	// Distribution is that of TTFT and ITL.
	Distribution Distribution
	// PrefillPerToken is added to TTFT for each token of the prompt.
	PrefillPerToken time.Duration
	// Jitter is the network's: each event arrives up to so much later, uniformly,
	// but never after one that was sent behind it. It does not add up.
	Jitter time.Duration
	// Trace, if set, is drawn from instead of TTFT and ITL.
	Trace *Trace
}

// Idle reports that m waits for nothing.
func (m *Model) Idle() bool {
	return m.TTFT == Spread{} && m.ITL == Spread{} && m.PrefillPerToken == 0 && m.Jitter == 0 && m.Trace == nil
}

// longest is the longest mean of a time: sums of millions stay far from the
// end of time.Duration.
const longest = 24 * time.Hour

// Validate says what makes no sense.
func (m *Model) Validate() error {
	switch {
	case m.PrefillPerToken < 0 || m.PrefillPerToken > longest:
		return fmt.Errorf("prefill per token of %v is not between 0 and %v", m.PrefillPerToken, longest)
	case m.Jitter < 0 || m.Jitter > longest:
		return fmt.Errorf("jitter of %v is not between 0 and %v", m.Jitter, longest)
	case m.Distribution > Constant:
		return fmt.Errorf("there is no %v", m.Distribution)
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
	case s.Mean < 0 || s.Mean > longest:
		return fmt.Errorf("mean of %v is not between 0 and %v", s.Mean, longest)
	case s.Stddev < 0 || s.Stddev > 100*longest:
		return fmt.Errorf("standard deviation of %v is not between 0 and %v", s.Stddev, 100*longest)
	case s.Stddev > 0 && s.Mean == 0:
		return errors.New("a standard deviation needs a mean, as no time is negative")
	case d == Normal && float64(s.Stddev) > maxVariation*float64(s.Mean):
		return fmt.Errorf("standard deviation of %v is more than %g of the mean of %v, which no normal distribution above 0 has: lognormal and gamma do",
			s.Stddev, maxVariation, s.Mean)
	}
	return nil
}

// Stretch is by how much times grow while running requests share a server that
// is full at most of them: 1 for a request that is alone, factor when it is
// full, in between in proportion. It is the formula of time-factor-under-load
// in llm-d-inference-sim.
func Stretch(factor float64, running, most int) float64 {
	if most <= 1 || running <= 1 {
		return 1
	}
	return 1 + (factor-1)*float64(min(running, most)-1)/float64(most-1)
}
