package fast

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/h2"
)

// validate returns an error that names the first value that is not allowed.
func (c Config) validate() error {
	if err := cmp.Or(c.Faults.FailFirst.With.Validate(), c.allowance().Validate(), openai.ValidateModels(c.Answers.Models),
		c.Observation.EngineMetrics.Validate(c.Answers.Models)); err != nil {
		return err
	}
	if c.Answers.Replay != nil {
		if err := c.Answers.Replay.Validate(); err != nil {
			return err
		}
	}
	if e := c.Timing.Engine; e != nil {
		if err := e.Validate(); err != nil {
			return fmt.Errorf("engine: %w", err)
		}
	}
	switch {
	case c.Timing.Engine != nil && c.Observation.EngineMetrics.KVCacheTokens > 0:
		return errors.New("the engine has a KV cache: its size must not be set for the metrics too")
	case c.Faults.FailFirst.N < 0:
		return fmt.Errorf("number of first requests to fail must not be negative: %d", c.Faults.FailFirst.N)
	case slices.Contains(c.Limits.APIKeys, ""):
		return fmt.Errorf("API keys must not be empty")
	case !(c.Timing.LoadFactor > 0 && c.Timing.LoadFactor <= 1e6):
		return fmt.Errorf("load factor must be above 0 and at most 1e6: %g", c.Timing.LoadFactor)
	case c.Limits.OverloadStatus != 429 && c.Limits.OverloadStatus != 503:
		return fmt.Errorf("overload status must be 429 or 503: %d", c.Limits.OverloadStatus)
	case c.Transport.TLS != nil && c.Transport.TLS.GetCertificate == nil && len(c.Transport.TLS.Certificates) == 0:
		return fmt.Errorf("TLS config must have a certificate")
	case c.Transport.TLS != nil && c.Transport.H2C:
		return fmt.Errorf("h2c must be off with TLS")
	case c.Transport.H2C && !h2.PriorKnowledge:
		return fmt.Errorf("h2c is not supported on this system")
	case c.Observation.AccessLogRate < 0:
		return fmt.Errorf("access log rate must not be negative: %d", c.Observation.AccessLogRate)
	case min(c.Transport.ReadTimeout, c.Transport.WriteTimeout, c.Transport.IdleTimeout, c.Transport.ReceiveTimeout,
		c.Timing.StartupDelay.Health, c.Timing.StartupDelay.Models, c.Timing.StartupDelay.Inference) < 0:
		return fmt.Errorf("timeouts and delays must not be negative")
	case min(c.Limits.MaxConns, c.Limits.MaxConnsPerIP) < 0:
		return fmt.Errorf("connection limits must not be negative: %d, %d", c.Limits.MaxConns, c.Limits.MaxConnsPerIP)
	case c.Limits.MaxMemory < 0:
		return fmt.Errorf("max memory must not be negative: %d bytes", c.Limits.MaxMemory)
	case c.Limits.MaxBody < 0:
		return fmt.Errorf("max body must not be negative: %d bytes", c.Limits.MaxBody)
	}
	return nil
}
