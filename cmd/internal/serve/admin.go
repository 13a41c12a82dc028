package serve

import (
	"errors"

	"mock-openai/fast"
	"mock-openai/fast/admin"
)

// adminFlags are the flags of serve for the admin interface.
type adminFlags struct {
	Admin       bool `help:"Let anyone who reaches --metrics-addr change the server, under /_mock/. With --api-key they need a key."`
	AdminOnMain bool `help:"The same on the main port."`
}

// validate returns an error, in terms of flags, if their values make no sense.
func (f *adminFlags) validate(metricsAddr string) error {
	if f.Admin && metricsAddr == "" {
		return errors.New("--admin needs --metrics-addr: the main port is for clients, unless --admin-on-main is set")
	}
	return nil
}

// configure sets the fields of config that the flags are for.
func (f *adminFlags) configure(config *fast.Config) {
	if f.AdminOnMain {
		config.Observation.Control = admin.New
	}
}
