package fast

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/h2"
	"mock-openai/fast/internal/window"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

// Profile returns the profile of models without a profile of their own.
func (c Config) Profile() profile.Profile {
	c = c.withDefaults()
	return profile.Profile{
		Tokens:          c.Answers.Tokens,
		StreamTokensMin: c.Answers.StreamTokensMin,
		StreamTokensMax: c.Answers.StreamTokensMax,
		ResponseDelay:   c.Timing.ResponseDelay,
		ReasoningTokens: c.Answers.ReasoningTokens,
		ToolCallRate:    c.Answers.ToolCallRate,
		ContextWindow:   c.Answers.ContextWindow,
		Accent:          c.Answers.Accent,
		Latency:         c.Timing.Latency,
		Faults:          c.Faults.Plan,
		Quirks:          c.Faults.Quirks,
		ErrorStatus:     []int{fasthttp.StatusInternalServerError},
	}
}

// accentOf returns the accent of a model at start.
func (c Config) accentOf(id string) profile.Accent {
	if own, ok := c.Answers.Profiles[id]; ok {
		return own.Accent
	}
	return c.Answers.Accent
}

// windowOf returns the context window of a model at start.
func (c Config) windowOf(id string) window.Size {
	own, ok := c.Answers.Profiles[id]
	if !ok {
		own = profile.Profile{ContextWindow: c.Answers.ContextWindow, Accent: c.Answers.Accent}
	}
	return behavior.Window(&own, []byte(id))
}

// withDefaults returns c with every zero value replaced by its default.
func (c Config) withDefaults() Config {
	if c.Answers.Models == nil {
		c.Answers.Models = DefaultModels
	}
	if c.Answers.Tokens == (pool.Sampler{}) {
		c.Answers.Tokens = pool.Sampler{Mean: DefaultTokenMean, Stddev: DefaultTokenStddev}
	}
	if c.Timing.Engine != nil && c.Answers.StreamTokensMax == 0 { // tokens take time
		c.Answers.StreamTokensMax = max(1, c.Answers.StreamTokensMin)
	}
	if c.Answers.Pool != nil {
		c.Answers.Text = c.Answers.Pool.Text()
	}
	if c.Answers.Deterministic && c.Answers.Seed == nil {
		c.Answers.Seed = new(uint64)
	}
	if c.Timing.LoadFactor == 0 {
		c.Timing.LoadFactor = 1
	}
	if c.Limits.OverloadStatus == 0 {
		c.Limits.OverloadStatus = DefaultOverloadStatus
	}
	if c.Faults.FailFirst.With.Kind == fault.None {
		c.Faults.FailFirst.With = fault.Errors(1, fasthttp.StatusServiceUnavailable)[0].Spec
	}
	if c.Limits.MaxBody == 0 {
		c.Limits.MaxBody = DefaultMaxBody
	}
	if c.Observation.PageURL == "" && c.Observation.Control != nil {
		c.Observation.PageURL = front.ControlPath
	}
	if c.Observation.Log == nil {
		c.Observation.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

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
		return fmt.Errorf("load factor must be between 0 and 1e6: %g", c.Timing.LoadFactor)
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
		return fmt.Errorf("limits of connections must not be negative: %d, %d", c.Limits.MaxConns, c.Limits.MaxConnsPerIP)
	case c.Limits.MaxMemory < 0:
		return fmt.Errorf("max memory must not be negative: %d bytes", c.Limits.MaxMemory)
	case c.Limits.MaxBody < 0:
		return fmt.Errorf("max body must not be negative: %d bytes", c.Limits.MaxBody)
	}
	return nil
}
