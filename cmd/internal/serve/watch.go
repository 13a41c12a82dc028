package serve

import (
	"errors"
	"fmt"
	"io"
	"log/slog"

	"mock-openai/fast"
	"mock-openai/fast/lines"
)

// watchFlags are the flags of serve for metrics, logs and recorded requests.
type watchFlags struct {
	MetricsAddr    string     `name:"metrics-addr" placeholder:"HOST:PORT" help:"Serve /metrics here and not on the main port."`
	MetricsStyle   string     `name:"metrics-style" enum:"mock,vllm,tgi,sglang" default:"mock" help:"Show the metrics of vllm, tgi or sglang too, and answer what their routers ask for."`
	KVCacheTokens  int        `name:"kv-cache-tokens" default:"0" help:"Size in tokens of the KV cache whose use --metrics-style shows; 0: none."`
	LoRAAdapters   []string   `name:"lora-adapters" placeholder:"NAME" help:"Models that count as LoRA adapters of the first of --models."`
	Pprof          bool       `help:"Serve /debug/pprof/ at --metrics-addr too."`
	RecordRequests string     `placeholder:"PATH" help:"Append every request to this file as a JSON line; opened again on SIGHUP."`
	Quiet          bool       `help:"Show only the first line on a terminal."`
	Verbose        bool       `short:"v" help:"Log one line per request."`
	LogRate        int        `default:"0" help:"Request log lines per second; above that, 1 in 100. 0: all."`
	LogFormat      string     `enum:"text,json" default:"text" help:"Format of the log on stderr: text or json."`
	LogLevel       slog.Level `default:"info" help:"Least level to log: debug, info, warn or error."`
}

// metricsOfMock is the value of --metrics-style that shows no metrics of an inference
// server.
const metricsOfMock = "mock"

// validate returns an error, in terms of flags, if their values make no sense.
func (f *watchFlags) validate() error {
	switch {
	case f.Pprof && f.MetricsAddr == "":
		return errors.New("--pprof needs --metrics-addr: profiles are not for the main port")
	case f.MetricsStyle == metricsOfMock && (f.KVCacheTokens != 0 || len(f.LoRAAdapters) > 0):
		return errors.New("--kv-cache-tokens and --lora-adapters need --metrics-style")
	case f.LogRate < 0:
		return fmt.Errorf("--log-rate must not be negative: %d", f.LogRate)
	}
	return nil
}

// configure sets the fields of config that the flags are for.
func (f *watchFlags) configure(config *fast.Config, stderr *lines.Writer) {
	config.Observation.MetricsApart = f.MetricsAddr != ""
	if f.MetricsStyle != metricsOfMock {
		config.Observation.EngineMetrics = fast.EngineMetrics{Style: f.MetricsStyle, KVCacheTokens: f.KVCacheTokens, LoRAAdapters: f.LoRAAdapters}
	}
	config.Observation.Log = f.logger(stderr)
	config.Observation.Unlogged = stderr.Dropped
	config.Observation.AccessLogRate = f.LogRate
	if f.Verbose {
		config.Observation.AccessLog = config.Observation.Log
	}
}

// logger returns a logger to stderr.
func (f *watchFlags) logger(stderr io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: f.LogLevel}
	if f.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(stderr, options))
	}
	return slog.New(slog.NewTextHandler(stderr, options))
}
