//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mock-openai/bench/record"
)

// coresCommand measures how throughput grows with the server's cores.
type coresCommand struct {
	measurement
	Cores   []int  `default:"1,2,4,8,16" help:"Numbers of cores for the server. The load generator needs as many others."`
	Streams int    `default:"1000" help:"Paced streams per core, with an event every 20 ms."`
	Events  int    `default:"150" help:"Events in a paced stream."`
	Chart   string `default:"bench/cores.svg" help:"Where to draw the curve, if there are two numbers of cores or more."`
	Into    string `placeholder:"FILE" help:"Where to put the table between the markers named cores."`
}

func (c *coresCommand) Validate() error {
	if len(c.Cores) == 0 || slices.Min(c.Cores) < 1 || c.Streams < 1 || c.Events < 3 {
		return errors.New("cores and streams must be at least 1, events at least 3")
	}
	return c.measurement.Validate()
}

// coresRow is the result of one kind of load with one number of cores. It counts requests, or
// the events of paced streams.
type coresRow struct {
	what         string
	server, load coreSet
	record.Server
	late *streamReading // lateness of paced streams; nil for other loads
}

// rate returns how many requests or events a second the server's cores can handle. Unpaced
// load keeps them busy. Paced load does not, so its rate is computed from the CPU time of an
// event.
func (r coresRow) rate() float64 {
	if r.late == nil {
		return r.Median(record.Round.Rate)
	}
	return float64(len(r.server)) * 1e6 / r.Median(record.Round.Cost)
}

// Names of the rows of paced streams.
const (
	pacedEvents = "paced events"
	pacedWriter = pacedEvents + ", `--stream-writer`"
)

func (c *coresCommand) Run(ctx context.Context) (err error) {
	all, err := processors()
	if err != nil {
		return err
	}
	r, err := newRecord(c.Binary)
	if err != nil {
		return err
	}
	r.Tools = append(r.Tools, tool("wrk", "-v"))
	if c.dir, err = os.MkdirTemp("", "cores"); err != nil {
		return err
	}
	defer os.RemoveAll(c.dir)
	var rows []coresRow
	var left []string
	for _, n := range c.Cores {
		server, load, ok := planCores(all, n)
		if !ok {
			left = append(left, fmt.Sprint(n))
			continue
		}
		measured, err := c.measureCores(ctx, server, load)
		if err != nil {
			return fmt.Errorf("%d cores: %w", n, err)
		}
		fmt.Fprint(os.Stderr, coresTable(measured))
		rows = append(rows, measured...)
	}
	if len(rows) == 0 {
		return fmt.Errorf("the load generator needs as many cores as the server, and this machine has %s", describeCores(all))
	}
	text := heading(r) + coresTable(rows)
	if len(rows[0].server) != len(rows[len(rows)-1].server) { // one number of cores makes no curve
		svg, err := drawCores(r, rows)
		if err != nil {
			return err
		}
		if err := os.WriteFile(c.Chart, svg, 0o644); err != nil {
			return err
		}
		text += fmt.Sprintf("\n![Throughput over the server's cores](%s)\n", filepath.ToSlash(c.Chart))
	}
	if len(left) > 0 {
		text += fmt.Sprintf("\nNot measured, as the load generator needs as many cores again: %s.\n", strings.Join(left, ", "))
	}
	return publish(text, c.Into, "cores")
}

// measureCores measures every kind of load with the server and the load generator on these
// cores.
func (c *coresCommand) measureCores(ctx context.Context, server, load coreSet) (rows []coresRow, err error) {
	for _, q := range requests {
		if q.name != "chat" && q.name != "stream" {
			continue
		}
		row := coresRow{what: q.name, server: server, load: load}
		if row.Server, err = c.saturate(ctx, q, server, load); err != nil {
			return nil, fmt.Errorf("%s: %w", q.name, err)
		}
		rows = append(rows, row)
	}
	m := streamPlan{streams: c.Streams * len(server), interval: pacedInterval, events: c.Events}
	for _, kind := range []struct{ what, server string }{{pacedEvents, mock}, {pacedWriter, streamWriter}} {
		row := coresRow{what: kind.what, server: server, load: load, late: new(streamReading)}
		if row.Server, err = c.pace(ctx, kind.server, m, row); err != nil {
			return nil, fmt.Errorf("%s: %w", kind.what, err)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// saturate sends q as fast as it is answered, over 64 connections per core.
func (c *coresCommand) saturate(ctx context.Context, q request, server, load coreSet) (record.Server, error) {
	script, err := c.script(q)
	if err != nil {
		return record.Server{}, err
	}
	p, err := start(ctx, server, c.Binary, append([]string{"--port", "0"}, q.flags...)...)
	if err != nil {
		return record.Server{}, err
	}
	defer p.stop()
	generator := wrk{cores: load, script: script, connections: barAt * len(server), duration: c.Duration}
	all, err := alternate(c.Rounds, []string{mock}, func(_ int, warmup bool) (record.Round, error) {
		return generator.warm(warmup).run(ctx, p, q.path)
	})
	if err != nil {
		return record.Server{}, err
	}
	return all[0], nil
}

// pace reads the streams of m in each round.
func (c *coresCommand) pace(ctx context.Context, name string, m streamPlan, row coresRow) (record.Server, error) {
	all, err := alternate(c.Rounds, []string{name}, func(_ int, warmup bool) (record.Round, error) {
		p, err := startPaced(ctx, row.server, c.Binary, name, m)
		if err != nil {
			return record.Round{}, err
		}
		defer p.stop()
		round, reading, err := measurePaced(ctx, p, row.load, m)
		if !warmup {
			row.late.add(reading)
		}
		return round, err
	})
	if err != nil {
		return record.Server{}, err
	}
	return all[0], nil
}

// coresTable returns a row for each of rows. Those with the fewest cores must come first.
func coresTable(rows []coresRow) string {
	var b strings.Builder
	b.WriteString("\n| server's cores | load generator's | what | a second | of the same per core with the fewest | µs of CPU each | cores busy | client: p99, ms late |\n" +
		"|--:|--:|---|--:|--:|--:|--:|--:|\n")
	for _, r := range rows {
		late := ""
		if r.late != nil {
			late = ms(r.late.late(0.99))
		}
		fmt.Fprintf(&b, "| %d | %d | %s | %.0f | %.2f | %s | %.0f %% | %s |\n", len(r.server), len(r.load), r.what, r.rate(), r.efficiency(rows),
			cost(r.Server), 100*r.Median(record.Round.Busy)/float64(len(r.server)), late)
	}
	return b.String()
}

// efficiency returns the rate per core, relative to the row with the fewest cores in all.
func (r coresRow) efficiency(all []coresRow) float64 {
	for _, first := range all {
		if first.what == r.what {
			return r.rate() / float64(len(r.server)) / (first.rate() / float64(len(first.server)))
		}
	}
	return 0
}
