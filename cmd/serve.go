package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/lines"
)

// serveCommand serves until it gets a signal.
type serveCommand struct {
	listenFlags  `embed:"" group:"Listen:"`
	contentFlags `embed:"" group:"Content:"`
	timingFlags  `embed:"" group:"Timing:"`
	limitFlags   `embed:"" group:"Limits (0 for none):"`
	boundFlags   `embed:"" group:"Limits (0 for none):"`
	faultFlags   `embed:"" group:"Faults:"`
	watchFlags   `embed:"" group:"Observe:"`
	adminFlags   `embed:"" group:"Admin:"`
}

// Validate says in the names of the flags what makes no sense.
func (c *serveCommand) Validate() error {
	if err := cmp.Or(c.listenFlags.validate(), c.contentFlags.validate(), c.timingFlags.validate(), c.faultFlags.validate(), c.boundFlags.validate()); err != nil {
		return err
	}
	return errors.Join(c.limitFlags.validate(), c.watchFlags.validate(), c.adminFlags.validate(c.MetricsAddr))
}

// config is what the flags say, for the server, but for TLS. It reads the files they
// name.
func (c *serveCommand) config(stderr *lines.Writer) (fast.Config, error) {
	var config fast.Config
	if err := c.listenFlags.configure(&config); err != nil {
		return config, err
	}
	c.contentFlags.configure(&config)
	c.limitFlags.configure(&config)
	c.boundFlags.configure(&config)
	c.faultFlags.configure(&config)
	c.watchFlags.configure(&config, stderr)
	c.adminFlags.configure(&config)
	return config, c.timingFlags.configure(&config)
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
	reloads, err := c.configureTLS(&config)
	if err != nil {
		return err
	}
	if held := limitMemory(); config.Limits.MaxMemory == 0 {
		config.Limits.MaxMemory = held
	}
	go reserveFiles()
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)

	ln, err := listen(c.String(), "--port")
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
