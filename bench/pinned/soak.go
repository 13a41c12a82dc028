//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// soakCommand runs misbehaving clients and faults against the server and then checks
// that the server has recovered.
type soakCommand struct {
	Binary   string        `default:"./mock-openai" help:"The server to soak."`
	Duration time.Duration `default:"10m" help:"How long the load lasts."`
	WarmUp   time.Duration `default:"1m" help:"How long the same load lasts before, to compare memory with."`
	Into     string        `placeholder:"FILE" help:"Where to put the table between the markers named soak."`

	self string // this program
}

// soakFlags make the server inject faults at small rates, with limits that are
// reached during the soak.
var soakFlags = []string{"--port", "0", "--metrics-addr", "127.0.0.1:0", "--pprof", "--admin", "--h2c",
	"--max-concurrency", fmt.Sprint(maxConcurrency), "--max-queue", fmt.Sprint(maxConcurrency),
	"--read-timeout", "5s", "--idle-timeout", "20s", "--write-timeout", writeTimeout.String(),
	"--error-rate", "0.005", "--error-status", "429,500,503",
	"--fault", "reset=0.005", "--fault", "reset-midstream=0.005", "--fault", "stall:for=300ms=0.005",
	"--fault", "slow-headers:for=100ms=0.005", "--fault", "split-segments=0.005", "--fault", "one-segment=0.005",
	"--fault", "no-done=0.005", "--fault", "error-event=0.005", "--fault", "malformed-json=0.005",
	"--fault", "empty-choices=0.005", "--fault", "huge-event=0.005", "--fault", "wrong-content-type=0.005"}

const (
	maxConcurrency = 64  // requests
	maxFiles       = 192 // more than two sets of clients need, fewer than exhaustDescriptors takes
	writeTimeout   = 2 * time.Second
)

func (c *soakCommand) Run(ctx context.Context) error {
	r, err := newRecord(c.Binary)
	if err != nil {
		return err
	}
	if c.self, err = os.Executable(); err != nil {
		return err
	}
	table, err := c.soak(ctx)
	if err != nil {
		return err
	}
	return publish(heading(r)+"\n"+table, c.Into, "soak")
}

// soak runs everything. It prints the table to stderr as it grows.
func (c *soakCommand) soak(ctx context.Context) (table string, err error) {
	log := newServerLog()
	w, err := watch(ctx, log, c.Binary)
	if err != nil {
		return "", errors.Join(err, log.err())
	}
	add := func(row string) {
		table += row
		fmt.Fprint(os.Stderr, row)
	}
	if err := c.runPhases(ctx, w, add); err != nil {
		w.stop()
		return table, errors.Join(err, log.err())
	}
	if err := w.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return table, err
	}
	if err := w.cmd.Wait(); err != nil {
		return table, fmt.Errorf("the server ended on SIGTERM with %w", err)
	}
	return table, log.err()
}

func (c *soakCommand) runPhases(ctx context.Context, w *monitoredServer, add func(row string)) error {
	fresh, err := w.startLazyParts(ctx)
	if err != nil {
		return fmt.Errorf("before any load: %w", err)
	}
	add(procStatsHeader + fresh.row("start"))
	stress := &stress{server: w, self: c.self}
	if err := stress.run(ctx, c.WarmUp); err != nil {
		return fmt.Errorf("warm-up: %w", err)
	}
	warm, err := w.awaitRecovery(ctx, fresh, noBaseline)
	if err != nil {
		return fmt.Errorf("warm-up: %w", err)
	}
	add(warm.row(fmt.Sprintf("warm-up of %v", c.WarmUp)))
	rows := make(chan error, 1)
	go func() { rows <- w.addSamples(ctx, c.Duration, add) }()
	if err := errors.Join(stress.run(ctx, c.Duration), <-rows); err != nil {
		return err
	}
	if err := w.stillAnswers(); err != nil {
		return err
	}
	end, err := w.awaitRecovery(ctx, fresh, warm)
	if err != nil {
		return err
	}
	add(end.row("the end") + fmt.Sprintf("\nClients were killed %d times, and all %d descriptors taken %d times.\n", stress.kills, maxFiles, stress.floods))
	if end.hangUps == 0 || end.faults == 0 || stress.kills == 0 || stress.floods == 0 {
		return errors.New("the load was incomplete: no hang-ups, faults, kills or exhausted descriptors")
	}
	return nil
}

// addSamples adds a row for each of samples measurements, evenly over d.
func (w *monitoredServer) addSamples(ctx context.Context, d time.Duration, add func(row string)) error {
	begin := time.Now()
	for i := range samples {
		at := time.Duration(i+1) * d / samples
		if !pause(ctx, time.Until(begin.Add(at))) {
			return ctx.Err()
		}
		v, err := w.procStats()
		if err != nil {
			return err
		}
		add(v.row(at.Round(time.Second / 10).String()))
	}
	return nil
}
