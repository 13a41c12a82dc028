package cmd

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/lines"
	"mock-openai/pool"
)

// serveCommand serves until it gets a signal.
type serveCommand struct {
	address

	TLSCert       string `name:"tls-cert" placeholder:"PATH" help:"Answer over TLS with this certificate and its chain, in PEM; read again on SIGHUP."`
	TLSKey        string `name:"tls-key" placeholder:"PATH" help:"The certificate's key, in PEM."`
	TLSSelfSigned bool   `name:"tls-self-signed" help:"Answer over TLS with a certificate made at start, for localhost and the name of this host."`
	H2C           bool   `name:"h2c" env:"MOCK_OPENAI_H2C" help:"Answer HTTP/2 without TLS too, to clients that know beforehand; with TLS they need not."`

	PregenCount     int     `default:"${articles}" env:"MOCK_OPENAI_PREG_COUNT" help:"Articles made at start."`
	TokenMean       float64 `default:"${token_mean}" help:"Mean of the tokens in an answer."`
	TokenStddev     float64 `default:"${token_stddev}" help:"Standard deviation of the tokens in an answer."`
	StreamTokensMin int     `default:"${stream_tokens_min}" help:"Fewest tokens in a streamed event."`
	StreamTokensMax int     `default:"${stream_tokens_max}" help:"Most tokens in a streamed event."`
	ResponseDelayMS float64 `name:"response-delay-ms" default:"0" help:"Wait before each streamed event, in milliseconds."`

	Text            pool.Text `default:"ascii" enum:"ascii,rich" help:"What answers are made of: ascii prose, or rich: markdown in many scripts with emoji, right-to-left text and line separators, escaped in all ways."`
	ToolCallRate    float64   `default:"0" help:"How often an answer calls a tool that it is free to call, 0 to 1."`
	ReasoningTokens float64   `default:"0" help:"Mean of the reasoning tokens counted at medium effort; 0 for none."`
	Echo            bool      `help:"Answer with the user's last message or the prompt, as the model named echo always does."`

	mannerFlags `embed:""`
	limitFlags  `embed:""`
	boundFlags  `embed:""`
	faultFlags  `embed:""`

	Seed          *uint64       `help:"Make two runs give the same answers to the same requests; random without."`
	Deterministic bool          `help:"Make an answer depend on the seed (0 unless set) and the request's body alone, so that retries and replicas answer the same bytes."`
	Models        []string      `default:"${models}" help:"Models to list; without --strict, any other name may be used all the same."`
	Strict        bool          `help:"Refuse what the real API refuses: what is unknown, missing, out of range or in conflict in parameters, messages, items, tools and schemas, and models that are not listed."`
	APIKey        []string      `name:"api-key" sep:"none" placeholder:"KEY" help:"Answer 401 to requests that do not carry this key; may be repeated."`
	APIKeyFile    string        `name:"api-key-file" placeholder:"PATH" help:"File with more such keys, one a line; # begins a comment."`
	StartupDelay  time.Duration `default:"0" help:"Answer everything with 503 for so long after the start, as a server that loads a model."`
	DrainTimeout  time.Duration `default:"10s" help:"How long requests in flight may take to end after SIGINT or SIGTERM."`

	watchFlags `embed:""`
}

// Validate says in the names of the flags what makes no sense.
func (c *serveCommand) Validate() error {
	switch {
	case (c.TLSCert == "") != (c.TLSKey == ""):
		return errors.New("--tls-cert and --tls-key need each other")
	case c.TLSCert != "" && c.TLSSelfSigned:
		return errors.New("--tls-self-signed and --tls-cert rule each other out")
	case c.H2C && c.secure():
		return errors.New("--h2c is HTTP/2 without TLS; over TLS clients ask for HTTP/2 by themselves")
	case c.PregenCount < 1 || c.PregenCount > pool.MaxArticles:
		return fmt.Errorf("--pregen-count must be between 1 and %d, not %d", pool.MaxArticles, c.PregenCount)
	case !(c.TokenMean >= 1 && c.TokenMean <= pool.MaxTokens):
		return fmt.Errorf("--token-mean must be between 1 and %d, not %g", pool.MaxTokens, c.TokenMean)
	case !(c.TokenStddev >= 0 && c.TokenStddev <= pool.MaxTokens):
		return fmt.Errorf("--token-stddev must be between 0 and %d, not %g", pool.MaxTokens, c.TokenStddev)
	case c.StreamTokensMin < 1:
		return fmt.Errorf("--stream-tokens-min must be at least 1, not %d", c.StreamTokensMin)
	case c.StreamTokensMax < c.StreamTokensMin:
		return fmt.Errorf("--stream-tokens-min %d is above --stream-tokens-max %d", c.StreamTokensMin, c.StreamTokensMax)
	case !(c.ResponseDelayMS >= 0 && c.ResponseDelayMS <= math.MaxInt32):
		return fmt.Errorf("--response-delay-ms must be between 0 and %d, not %g", math.MaxInt32, c.ResponseDelayMS)
	case !(c.ToolCallRate >= 0 && c.ToolCallRate <= 1):
		return fmt.Errorf("--tool-call-rate must be between 0 and 1, not %g", c.ToolCallRate)
	case !(c.ReasoningTokens >= 0 && c.ReasoningTokens <= pool.MaxTokens):
		return fmt.Errorf("--reasoning-tokens must be between 0 and %d, not %g", pool.MaxTokens, c.ReasoningTokens)
	case c.StartupDelay < 0:
		return fmt.Errorf("--startup-delay must not be negative, not %v", c.StartupDelay)
	case c.DrainTimeout < 0:
		return fmt.Errorf("--drain-timeout must not be negative, not %v", c.DrainTimeout)
	}
	if err := c.mannerFlags.validate(); err != nil {
		return err
	}
	if err := c.faultFlags.validate(); err != nil {
		return err
	}
	if err := c.boundFlags.validate(); err != nil {
		return err
	}
	return errors.Join(c.limitFlags.validate(), c.watchFlags.validate())
}

// secure reports whether the server speaks TLS.
func (c *serveCommand) secure() bool { return c.TLSCert != "" || c.TLSSelfSigned }

func (c *serveCommand) scheme() string {
	if c.secure() {
		return "https"
	}
	return "http"
}

// config is what the flags say, for the server. It reads the files they name.
func (c *serveCommand) config(stderr *lines.Writer) (fast.Config, error) {
	config := fast.Config{
		Answers:   fast.Answers{Models: c.Models, Tokens: pool.Sampler{Mean: c.TokenMean, Stddev: c.TokenStddev}, StreamTokensMin: c.StreamTokensMin, StreamTokensMax: c.StreamTokensMax, Text: c.Text, ToolCallRate: c.ToolCallRate, ReasoningTokens: c.ReasoningTokens, Echo: c.Echo, Seed: c.Seed, Deterministic: c.Deterministic, Articles: c.PregenCount, Strict: c.Strict},
		Timing:    fast.Timing{ResponseDelay: time.Duration(c.ResponseDelayMS * float64(time.Millisecond)), StartupDelay: c.StartupDelay},
		Limits:    fast.Limits{APIKeys: c.APIKey},
		Transport: fast.Transport{H2C: c.H2C},
		Faults:    fast.Faults{Plan: c.plan(), FailFirst: c.failFirst()},
	}
	c.limitFlags.configure(&config)
	c.boundFlags.configure(&config)
	c.watchFlags.configure(&config, stderr)
	if c.APIKeyFile != "" {
		keys, err := readKeys(c.APIKeyFile)
		if err != nil {
			return config, err
		}
		config.Limits.APIKeys = append(config.Limits.APIKeys, keys...)
	}
	return config, c.mannerFlags.configure(&config)
}

// Run serves until SIGINT or SIGTERM, and then until the requests in flight
// have ended. A second signal ends the process at once.
func (c *serveCommand) Run() error {
	signal.Ignore(syscall.SIGPIPE) // a reader of the log may go
	hangups := hangups()
	stderr, flushStderr := openLines(os.Stderr)
	defer flushStderr()
	stdout, flushStdout := openLines(os.Stdout)
	defer flushStdout()
	config, err := c.config(stderr)
	if err != nil {
		return err
	}
	var reloads []func() error // on SIGHUP
	if c.secure() {
		certificate := &certificate{certFile: c.TLSCert, keyFile: c.TLSKey}
		if err := certificate.load(); err != nil {
			return err
		}
		config.Transport.TLS = &tls.Config{GetCertificate: certificate.get}
		if !c.TLSSelfSigned {
			reloads = append(reloads, certificate.load)
		}
	}
	if held := limitMemory(); config.Limits.MaxMemory == 0 {
		config.Limits.MaxMemory = held
	}
	go reserveFiles()
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)

	ln, err := listen(c.String())
	if err != nil {
		return err
	}
	aside, err := c.watchFlags.listen()
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	reopen, end, err := c.record(&config, stderr)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer end()
	reloads = append(reloads, reopen...)
	start := time.Now()
	server, err := fast.New(config)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	if c.ModelConfig != "" {
		reloads = append(reloads, func() error {
			models, err := c.models(config.Profile())
			if err != nil {
				return err
			}
			return server.SetProfiles(models)
		})
	}
	defer reloadOnHangup(hangups, reloads, stderr)()
	fmt.Fprintf(stdout, "mock-openai %s listens on %s://%s (%d articles in %d ms)\n",
		thisBuild().version, c.scheme(), ln.Addr(), server.Pool().Articles(), time.Since(start).Milliseconds())

	if err := shortcomings(); err != nil {
		warn(stderr, err)
	}
	if len(config.Limits.APIKeys) == 0 {
		c.warnOpen(ln, aside, config.Observation.Log)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(ln) }()
	if aside != nil {
		config.Observation.Log.Info("serving metrics", slog.String("url", "http://"+aside.Addr().String()+metricsPath))
		defer c.serveAside(aside, server, config.Observation.Log)()
	}
	select {
	case err := <-served:
		return fmt.Errorf("cannot serve on %s: %w", c, err)
	case <-signals:
	}
	go func() {
		select {
		case <-signals: // a second one
		case <-time.After(c.DrainTimeout + hardEnd):
		}
		os.Exit(statusFailed)
	}()
	return c.drain(server, config.Observation.Log)
}

// hardEnd is how long after --drain-timeout the process ends, whatever holds it up.
const hardEnd = 3 * time.Second

func listen(address string) (net.Listener, error) {
	ln, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w", address, cause(err))
	}
	return ln, nil
}

// drain ends the server. That streams had to be cut off is worth a line, and
// no failure.
func (c *serveCommand) drain(server *fast.Server, log *slog.Logger) error {
	ctx, cancel := context.WithTimeout(context.Background(), c.DrainTimeout)
	defer cancel()
	err := server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		log.Warn("requests still in flight were cut off", slog.Duration("after", c.DrainTimeout))
		return nil
	}
	return err
}

// cause is the error of the system call, without the address that net puts
// before it.
func cause(err error) error {
	var call *os.SyscallError
	if errors.As(err, &call) {
		return call.Err
	}
	return err
}
