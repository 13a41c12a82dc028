// Package serve is the command serve, which runs the server until a signal comes.
package serve

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"mock-openai/cmd/internal/console"
	"mock-openai/cmd/internal/machine"
	"mock-openai/cmd/internal/output"
	"mock-openai/cmd/internal/port"
	"mock-openai/fast"
	"mock-openai/fast/lines"
)

// Command serves until it gets a signal.
type Command struct {
	listenFlags  `embed:"" group:"Listen:"`
	contentFlags `embed:"" group:"Content:"`
	replayFlags  `embed:"" group:"Content:"`
	fixtureFlags `embed:"" group:"Content:"`
	timingFlags  `embed:"" group:"Timing:"`
	engineFlags  `embed:"" group:"Engine:"`
	limitFlags   `embed:"" group:"Limits (0 for none):"`
	boundFlags   `embed:"" group:"Limits (0 for none):"`
	faultFlags   `embed:"" group:"Faults:"`
	watchFlags   `embed:"" group:"Observe:"`
	adminFlags   `embed:"" group:"Admin:"`

	// Version is that of the program.
	Version string `kong:"-"`
}

// Validate returns an error, in terms of flags, if their values make no sense.
func (c *Command) Validate(line *kong.Context) error {
	if err := cmp.Or(c.listenFlags.validate(), c.contentFlags.validate(), c.replayFlags.validate(), c.timingFlags.validate(), c.engineFlags.validate(&c.timingFlags),
		c.faultFlags.validate(), c.boundFlags.validate()); err != nil {
		return err
	}
	return errors.Join(c.limitFlags.validate(), c.watchFlags.validate(), c.adminFlags.validate(c.MetricsAddr), c.idleErr(line))
}

// Config returns the server's configuration without TLS. It reads the files that flags name.
func (c *Command) Config(stderr *lines.Writer) (fast.Config, error) {
	var config fast.Config
	if err := c.listenFlags.configure(&config); err != nil {
		return config, err
	}
	if err := c.contentFlags.configure(&config); err != nil {
		return config, err
	}
	if err := c.replayFlags.configure(&config); err != nil {
		return config, err
	}
	if err := c.fixtureFlags.configure(&config); err != nil {
		return config, err
	}
	c.limitFlags.configure(&config)
	c.boundFlags.configure(&config)
	c.faultFlags.configure(&config)
	c.watchFlags.configure(&config, stderr)
	c.adminFlags.configure(&config)
	if err := c.engineFlags.configure(&config); err != nil {
		return config, err
	}
	return config, c.timingFlags.configure(&config)
}

// Run serves until SIGINT or SIGTERM and then until the requests in flight have ended. A
// second signal ends the process at once.
func (c *Command) Run(ctx *kong.Context) error {
	signal.Ignore(syscall.SIGPIPE) // a reader of the log may go
	hangups := hangups()
	terminal := console.On(os.Stdout, os.Stderr, c.Quiet)
	stderr, flushStderr := output.Open(terminal.Over(os.Stderr))
	defer flushStderr()
	stdout, flushStdout := output.Open(os.Stdout)
	defer flushStdout()
	config, reloads, err := c.configure(stderr)
	if err != nil {
		return err
	}
	go machine.ReserveFiles()
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)

	ln, aside, err := c.listen()
	if err != nil {
		return err
	}
	config.Observation.PageURL = c.pageURL(aside)
	reopen, end, err := c.record(&config, stderr)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer end()
	start := time.Now()
	server, err := fast.New(config)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	reloads = slices.Concat(reloads, reopen, c.reloadsOf(server, &config))
	defer reloadOnHangup(hangups, reloads, stderr)()
	fmt.Fprintf(stdout, "mock-openai %s listens on %s://%s (%d articles in %d ms)\n",
		c.Version, c.scheme(), ln.Addr(), server.Pool().Articles(), time.Since(start).Milliseconds())
	var open []openAdmin
	if len(config.Limits.APIKeys) == 0 {
		open = c.openAdmins(ln, aside)
	}
	if terminal != nil {
		c.banner(ctx, ln, aside, open).writeTo(stdout)
		go terminal.Run(server.Metrics(), !c.Verbose)
		defer terminal.End(stderr)
	} else {
		c.report(aside, open, stderr, config.Observation.Log)
	}
	return c.serve(server, ln, aside, terminal, signals, config.Observation.Log)
}

// configure returns the server's configuration, and the functions that reload the
// certificate on SIGHUP.
func (c *Command) configure(stderr *lines.Writer) (config fast.Config, reloads []func() error, err error) {
	if config, err = c.Config(stderr); err != nil {
		return config, nil, err
	}
	if reloads, err = c.configureTLS(&config); err != nil {
		return config, nil, err
	}
	if held := machine.LimitMemory(); config.Limits.MaxMemory == 0 {
		config.Limits.MaxMemory = held
	}
	return config, reloads, nil
}

// listen opens the port of the server and the one for metrics, which is nil if there is none.
func (c *Command) listen() (ln, aside net.Listener, err error) {
	if ln, err = port.Listen(c.String(), "--port"); err != nil {
		return nil, nil, err
	}
	if aside, err = c.watchFlags.listen(); err != nil {
		return nil, nil, errors.Join(err, ln.Close())
	}
	return ln, aside, nil
}

// reloadsOf returns the functions that reload the files of server on SIGHUP.
func (c *Command) reloadsOf(server *fast.Server, config *fast.Config) (reloads []func() error) {
	if c.Fixtures != "" {
		reloads = append(reloads, func() error { return c.fixtureFlags.reload(server) })
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
	return reloads
}

// serve serves on ln, and metrics on aside unless that is nil, until a signal comes. Then it
// drains the server.
func (c *Command) serve(server *fast.Server, ln, aside net.Listener, terminal *console.Console, signals <-chan os.Signal, log *slog.Logger) error {
	served := make(chan error, 1)
	go func() { served <- server.Serve(ln) }()
	if aside != nil {
		defer c.serveAside(aside, server, log)()
	}
	select {
	case err := <-served:
		return fmt.Errorf("cannot serve on %s: %w", c, err)
	case <-signals:
	}
	terminal.Drain()
	go func() {
		select {
		case <-signals: // a second one
		case <-time.After(c.DrainTimeout + hardEnd):
		}
		os.Exit(1) // as after any failure
	}()
	return c.drain(server, log)
}

// report logs what the banner shows on a terminal.
func (c *Command) report(aside net.Listener, open []openAdmin, stderr io.Writer, log *slog.Logger) {
	if err := machine.Shortcomings(); err != nil {
		output.Warn(stderr, err)
	}
	for _, admin := range open {
		log.Warn(admin.flag+" lets whoever reaches this address change the server, as there is no --api-key", slog.String("address", admin.address))
	}
	if aside != nil {
		log.Info("serving metrics", slog.String("url", "http://"+aside.Addr().String()+metricsPath))
	}
}

// banner returns what a terminal shows at the start.
func (c *Command) banner(ctx *kong.Context, ln, aside net.Listener, open []openAdmin) *banner {
	main := c.scheme() + "://" + reachable(ln.Addr())
	b := &banner{base: main + "/v1", metrics: main + metricsPath, admin: "off; --admin-on-main turns it on"}
	if aside != nil {
		b.metrics = "http://" + reachable(aside.Addr()) + metricsPath
	}
	switch {
	case c.Admin:
		b.admin = "http://" + reachable(aside.Addr()) + adminPath
	case c.AdminOnMain:
		b.admin = main + adminPath
	}
	if addr, ok := ln.Addr().(*net.TCPAddr); ok && addr.IP.IsUnspecified() {
		if name, err := os.Hostname(); err == nil {
			b.elsewhere = fmt.Sprintf("%s://%s/v1 for other machines", c.scheme(), net.JoinHostPort(name, strconv.Itoa(addr.Port)))
		}
	}
	b.set, b.profile = setFlags(ctx)
	if err := machine.Shortcomings(); err != nil {
		b.warnings = append(b.warnings, err.Error())
	}
	for _, admin := range open {
		b.warnings = append(b.warnings, fmt.Sprintf("%s lets whoever reaches %s change the server, as there is no --api-key", admin.flag, admin.address))
	}
	return b
}

// hardEnd is how long after --drain-timeout the process ends in any case.
const hardEnd = 3 * time.Second

// drain shuts the server down. Streams that it has to cut off are logged; they are no error.
func (c *Command) drain(server *fast.Server, log *slog.Logger) error {
	ctx, cancel := context.WithTimeout(context.Background(), c.DrainTimeout)
	defer cancel()
	err := server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		log.Warn("requests still in flight were cut off", slog.Duration("after", c.DrainTimeout))
		return nil
	}
	return err
}
