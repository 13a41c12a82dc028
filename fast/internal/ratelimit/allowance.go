package ratelimit

import (
	"fmt"

	"mock-openai/fast/limit"
)

// Allowance is how many requests may come in a minute and be answered at once.
// The fields are those of Config.
type Allowance struct {
	RPM, TPM, RPMTotal, TPMTotal int
	MaxConcurrency, MaxQueue     int
}

// Validate says what makes no sense.
func (a Allowance) Validate() error {
	switch {
	case min(a.RPM, a.TPM, a.RPMTotal, a.TPMTotal) < 0 || max(a.RPM, a.TPM, a.RPMTotal, a.TPMTotal) > limit.Max:
		return fmt.Errorf("a limit a minute is not between 0 and %d", limit.Max)
	case a.MaxConcurrency < 0 || a.MaxQueue < 0:
		return fmt.Errorf("a concurrency of %d or a queue of %d is negative", a.MaxConcurrency, a.MaxQueue)
	case a.MaxQueue > 0 && a.MaxConcurrency == 0:
		return fmt.Errorf("a queue of %d requests that nothing holds up", a.MaxQueue)
	}
	return nil
}
