//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"mock-openai/bench/record"
)

// tailsCommand measures how long the slowest answers take if the cores of the server are
// busy.
type tailsCommand struct {
	measurement
	Cores       []int          `default:"1,2" help:"Numbers of cores of the servers, which take turns on them. wrk has others, or all of the machine if there are too few."`
	Connections []int          `default:"16,64,256" help:"Numbers of connections."`
	Requests    *regexp.Regexp `default:"^(chat|stream|embeddings, float)$" help:"The requests to measure, by name."`
	Into        string         `placeholder:"FILE" help:"Where to put the table between the markers named tails."`
}

// tailLimit is the limit of the ratio of mock-openai's p99 and p99.9 to bare fasthttp's.
const tailLimit = 1.05

func (c *tailsCommand) Validate() error {
	if len(c.Cores) == 0 || slices.Min(c.Cores) < 1 || len(c.Connections) == 0 || slices.Min(c.Connections) < 1 {
		return errors.New("cores and connections must be at least 1")
	}
	return c.measurement.Validate()
}

func (c *tailsCommand) Run(ctx context.Context) error {
	all, err := processors()
	if err != nil {
		return err
	}
	r, err := newRecord(c.Binary)
	if err != nil {
		return err
	}
	r.Tools = append(r.Tools, tool("wrk", "-v"))
	if hasNginx() {
		r.Tools = append(r.Tools, tool("nginx", "-v"))
	}
	if c.dir, err = os.MkdirTemp("", "tails"); err != nil {
		return err
	}
	defer os.RemoveAll(c.dir)
	var b strings.Builder
	b.WriteString(heading(r) + tailsHead)
	for _, q := range requests {
		if !c.Requests.MatchString(q.name) {
			continue
		}
		for _, n := range c.Cores {
			server, load, err := tailCores(all, n)
			if err != nil {
				return err
			}
			rows, err := c.measure(ctx, q, server, load)
			if err != nil {
				return fmt.Errorf("%s, %d cores: %w", q.name, n, err)
			}
			b.WriteString(rows)
		}
	}
	return publish(b.String(), c.Into, "tails")
}

// tailCores returns the n cores of the servers and those of wrk. wrk gets all cores of the
// machine if there are too few for it to have its own.
func tailCores(all []processor, n int) (server, load coreSet, err error) {
	if server, load, ok := planCores(all, n); ok {
		return server, load, nil
	}
	if n > len(all) {
		return nil, nil, fmt.Errorf("servers on %d cores: this machine has %s", n, describeCores(all))
	}
	for _, p := range all {
		load = append(load, p.id)
	}
	return load[:n], load, nil
}

// measure sends q to all servers in turns, over each number of connections, and returns the
// rows.
func (c *tailsCommand) measure(ctx context.Context, q request, server, load coreSet) (rows string, err error) {
	script := filepath.Join(c.dir, "tails.lua")
	if err := os.WriteFile(script, []byte(q.script()+tailScript), 0o644); err != nil {
		return "", err
	}
	ours, err := start(ctx, server, c.Binary, append([]string{"--port", "0"}, q.flags...)...)
	if err != nil {
		return "", err
	}
	defer ours.stop()
	size, _, err := probe(ctx, ours.url, q)
	if err != nil {
		return "", err
	}
	yardsticks, err := startYardsticks(ctx, server, c.dir, size)
	defer stopAll(yardsticks)
	if err != nil {
		return "", err
	}
	candidates := append([]candidate{{mock, ours}}, yardsticks...)
	for _, n := range c.Connections {
		generator := wrk{cores: load, script: script, connections: n, duration: c.Duration}
		s := record.Series{Request: q.name, Connections: n}
		s.Servers, err = alternate(c.Rounds, names(candidates), func(i int, warmup bool) (record.Round, error) {
			return generator.warm(warmup).run(ctx, candidates[i].process, q.path)
		})
		if err != nil {
			return "", err
		}
		row, err := tailsRow(s, len(server))
		if err != nil {
			return "", err
		}
		fmt.Fprint(os.Stderr, row)
		rows += row
	}
	return rows, nil
}
