package ratelimit

import (
	"fmt"

	"mock-openai/fast/limit"
)

// Allowance limits requests and tokens per minute, and how many requests are answered at
// once. The fields are those of fast.Limits.
type Allowance struct {
	RPM, TPM, RPMTotal, TPMTotal int
	MaxConcurrency, MaxQueue     int
}

// Validate returns an error that names the first value that is not allowed.
func (a Allowance) Validate() error {
	switch {
	case min(a.RPM, a.TPM, a.RPMTotal, a.TPMTotal) < 0 || max(a.RPM, a.TPM, a.RPMTotal, a.TPMTotal) > limit.Max:
		return fmt.Errorf("limits per minute must be between 0 and %d", limit.Max)
	case a.MaxConcurrency < 0 || a.MaxQueue < 0:
		return fmt.Errorf("max concurrency and max queue must not be negative: %d, %d", a.MaxConcurrency, a.MaxQueue)
	case a.MaxQueue > 0 && a.MaxConcurrency == 0:
		return fmt.Errorf("max queue must be 0 without max concurrency: %d", a.MaxQueue)
	}
	return nil
}
