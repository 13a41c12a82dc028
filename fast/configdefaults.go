package fast

import (
	"log/slog"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/front"
	"mock-openai/pool"
)

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
