package cmd

import (
	"errors"
	"fmt"
	"io"
	"log/slog"

	"mock-openai/fast"
	"mock-openai/fast/admin"
	"mock-openai/fast/lines"
)

// watchFlags are the flags of serve that say what can be seen of it.
type watchFlags struct {
	MetricsAddr    string     `name:"metrics-addr" placeholder:"HOST:PORT" help:"Serve /metrics here and not on the main port."`
	Pprof          bool       `help:"Serve /debug/pprof/ there, too; with --api-key, to whoever has a key."`
	Admin          bool       `help:"Let whoever reaches that address change the server, under /_mock/; with --api-key, whoever has a key."`
	AdminOnMain    bool       `help:"Let whoever reaches the main port do so; with --api-key, whoever has a key."`
	RecordRequests string     `placeholder:"PATH" help:"Append every request to this file, as a JSON line; opened again on SIGHUP."`
	Verbose        bool       `short:"v" help:"Log one line a request."`
	LogRate        int        `default:"0" help:"Lines a second for requests, of which beyond that one in 100 is written; 0 for all."`
	LogFormat      string     `enum:"text,json" default:"text" help:"Form of the log, which goes to stderr: text or json."`
	LogLevel       slog.Level `default:"info" help:"Least level that is logged: debug, info, warn or error."`
}

// validate says in the names of the flags what makes no sense.
func (f *watchFlags) validate() error {
	switch {
	case f.Pprof && f.MetricsAddr == "":
		return errors.New("--pprof needs --metrics-addr: profiles are not for the main port")
	case f.Admin && f.MetricsAddr == "":
		return errors.New("--admin needs --metrics-addr: the main port is for clients, unless --admin-on-main is set")
	case f.LogRate < 0:
		return fmt.Errorf("--log-rate must not be negative, not %d", f.LogRate)
	}
	return nil
}

// configure has config say what the flags say.
func (f *watchFlags) configure(config *fast.Config, stderr *lines.Writer) {
	config.Observation.MetricsApart = f.MetricsAddr != ""
	if f.AdminOnMain {
		config.Observation.Control = admin.New
	}
	config.Observation.Log = f.logger(stderr)
	config.Observation.Unlogged = stderr.Dropped
	config.Observation.AccessLogRate = f.LogRate
	if f.Verbose {
		config.Observation.AccessLog = config.Observation.Log
	}
}

// logger logs to stderr.
func (f *watchFlags) logger(stderr io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: f.LogLevel}
	if f.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(stderr, options))
	}
	return slog.New(slog.NewTextHandler(stderr, options))
}
