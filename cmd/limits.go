package cmd

import (
	"fmt"

	"mock-openai/fast"
	"mock-openai/fast/limit"
)

// limitFlags are the flags of serve that say how much it takes on.
type limitFlags struct {
	RPM      int `name:"rpm" default:"0" help:"Requests a minute that each API key may have; 0 for any number. What is more gets 429."`
	TPM      int `name:"tpm" default:"0" help:"Tokens a minute that each API key may have, of prompts and answers; 0 for any number."`
	RPMTotal int `name:"rpm-total" default:"0" help:"Requests a minute that all keys together may have; 0 for any number."`
	TPMTotal int `name:"tpm-total" default:"0" help:"Tokens a minute that all keys together may have; 0 for any number."`
}

// validate says in the names of the flags what makes no sense.
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
	return nil
}

// configure has config say what the flags say.
func (f *limitFlags) configure(config *fast.Config) {
	config.RPM, config.TPM = f.RPM, f.TPM
	config.RPMTotal, config.TPMTotal = f.RPMTotal, f.TPMTotal
}
