package cmd

import (
	"errors"

	"mock-openai/fast"
	"mock-openai/fast/admin"
)

// adminFlags are the flags of serve that say who may change it while it runs.
type adminFlags struct {
	Admin       bool `help:"Let whoever reaches --metrics-addr (with --api-key: has a key) change the server, under /_mock/."`
	AdminOnMain bool `help:"The same on the main port."`
}

// validate says in the names of the flags what makes no sense.
func (f *adminFlags) validate(metricsAddr string) error {
	if f.Admin && metricsAddr == "" {
		return errors.New("--admin needs --metrics-addr: the main port is for clients, unless --admin-on-main is set")
	}
	return nil
}

// configure has config say what the flags say.
func (f *adminFlags) configure(config *fast.Config) {
	if f.AdminOnMain {
		config.Observation.Control = admin.New
	}
}
