package serve

import (
	"fmt"

	"mock-openai/fast"
	"mock-openai/fast/limit"
)

// limitFlags are the flags of serve that limit its load.
type limitFlags struct {
	RPM            int `name:"rpm" default:"0" help:"Requests a minute for each API key; more get 429."`
	TPM            int `name:"tpm" default:"0" help:"Tokens a minute for each API key, prompts and answers."`
	RPMTotal       int `name:"rpm-total" default:"0" help:"Requests a minute for all keys together."`
	TPMTotal       int `name:"tpm-total" default:"0" help:"Tokens a minute for all keys together."`
	MaxConcurrency int `default:"0" help:"Requests answered at once, streams to their end."`
	MaxQueue       int `default:"0" help:"Requests that wait above --max-concurrency."`
	OverloadStatus int `default:"${overload_status}" help:"Status for requests above --max-queue: 503 or 429."`
}

// validate returns an error, in terms of flags, if their values make no sense.
func (f *limitFlags) validate() error {
	for _, rate := range []struct {
		flag string
		n    int
	}{
		{"--rpm", f.RPM}, {"--tpm", f.TPM}, {"--rpm-total", f.RPMTotal}, {"--tpm-total", f.TPMTotal},
	} {
		if rate.n < 0 || rate.n > limit.Max {
			return fmt.Errorf("%s must be between 0 and %d, not %d", rate.flag, limit.Max, rate.n)
		}
	}
	switch {
	case f.MaxConcurrency < 0:
		return fmt.Errorf("--max-concurrency must not be negative: %d", f.MaxConcurrency)
	case f.MaxQueue < 0:
		return fmt.Errorf("--max-queue must not be negative: %d", f.MaxQueue)
	case f.MaxQueue > 0 && f.MaxConcurrency == 0:
		return fmt.Errorf("--max-queue %d needs --max-concurrency", f.MaxQueue)
	case f.OverloadStatus != 429 && f.OverloadStatus != 503:
		return fmt.Errorf("--overload-status must be 429 or 503, not %d", f.OverloadStatus)
	}
	return nil
}

// configure sets the fields of config that the flags are for.
func (f *limitFlags) configure(config *fast.Config) {
	config.Limits.RPM, config.Limits.TPM = f.RPM, f.TPM
	config.Limits.RPMTotal, config.Limits.TPMTotal = f.RPMTotal, f.TPMTotal
	config.Limits.MaxConcurrency, config.Limits.MaxQueue = f.MaxConcurrency, f.MaxQueue
	config.Limits.OverloadStatus = f.OverloadStatus
}
