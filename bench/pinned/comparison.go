//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"mock-openai/bench/load"
	"mock-openai/bench/record"
)

// measurement is how long servers are measured with wrk.
type measurement struct {
	Binary   string        `default:"./mock-openai" help:"The server to measure."`
	Rounds   int           `default:"5" help:"How often each server is measured."`
	Duration time.Duration `default:"2s" help:"Length of a round of wrk, whole seconds."`

	dir string // directory for scripts and configurations
}

// comparison compares the CPU time per request of several servers.
type comparison struct {
	measurement
	ServerCore int `default:"0" help:"Core of the servers, which take turns on it."`
	LoadCore   int `default:"1" help:"Core of wrk."`

	others map[string]string // binaries of further servers to measure, by name
}

// suite compares several requests.
type suite struct {
	comparison
	Requests *regexp.Regexp `default:"." help:"The requests to measure, by name."`
	Raw      string         `placeholder:"FILE" help:"Where to write the raw results as JSON."`
}

// barAt is the number of connections for which the limits hold.
const barAt = 64

func (m *measurement) Validate() error {
	switch {
	case m.Rounds < 1:
		return errors.New("rounds must be at least 1")
	case m.Duration < time.Second || m.Duration%time.Second != 0:
		return fmt.Errorf("duration must be whole seconds, not %v", m.Duration)
	}
	return nil
}

func (c *comparison) Validate() error {
	if c.ServerCore == c.LoadCore {
		return errors.New("server and load must not share a core")
	}
	return c.measurement.Validate()
}

// compare measures the chosen requests, with all numbers of connections.
func (c *suite) compare(ctx context.Context, requests []request, connections []int) (*record.Run, error) {
	r, err := newRecord(c.Binary)
	if err != nil {
		return nil, err
	}
	r.Tools = append(r.Tools, tool("wrk", "-v"))
	if hasNginx() {
		r.Tools = append(r.Tools, tool("nginx", "-v"))
	}
	if c.dir, err = os.MkdirTemp("", "pinned"); err != nil {
		return nil, err
	}
	defer os.RemoveAll(c.dir)
	for _, q := range requests {
		if c.Requests.MatchString(q.name) {
			series, err := c.measure(ctx, q, connections)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", q.name, err)
			}
			r.Series = append(r.Series, series...)
		}
	}
	if len(r.Series) == 0 {
		return nil, fmt.Errorf("no request has a name like %v", c.Requests)
	}
	if c.Raw != "" {
		err = r.Write(c.Raw)
	}
	return r, err
}

// measure sends q to all servers, with all numbers of connections.
func (c *comparison) measure(ctx context.Context, q request, connections []int) ([]record.Series, error) {
	script, err := c.script(q)
	if err != nil {
		return nil, err
	}
	ours, err := start(ctx, coreSet{c.ServerCore}, c.Binary, append([]string{"--port", "0"}, q.flags...)...)
	if err != nil {
		return nil, err
	}
	defer ours.stop()
	size, events, err := probe(ctx, ours.url, q)
	if err != nil {
		return nil, err
	}
	candidates := []candidate{{mock, ours}}
	yardsticks, err := c.yardsticks(ctx, size)
	defer stopAll(yardsticks)
	if err != nil {
		return nil, err
	}
	candidates = append(candidates, yardsticks...)

	var all []record.Series
	for _, n := range connections {
		s := record.Series{Request: q.name, Connections: n, Bytes: size, Events: events}
		if n == barAt {
			s.Bar = q.bar
		}
		load := wrk{cores: coreSet{c.LoadCore}, script: script, connections: n, duration: c.Duration}
		s.Servers, err = alternate(c.Rounds, names(candidates), func(i int, warmup bool) (record.Round, error) {
			return load.warm(warmup).run(ctx, candidates[i].process, q.path)
		})
		if err != nil {
			return nil, err
		}
		fmt.Fprint(os.Stderr, row(s))
		all = append(all, s)
	}
	return all, nil
}

// script returns a file that makes wrk send q, or "" if it needs none.
func (m *measurement) script(q request) (string, error) {
	text := q.script()
	if text == "" {
		return "", nil
	}
	file := filepath.Join(m.dir, "request.lua")
	return file, os.WriteFile(file, []byte(text), 0o644)
}

// probeRequests is how many answers are averaged.
const probeRequests = 2000

// probe returns the mean length of the answers in bytes, and their mean number of
// events.
func probe(ctx context.Context, url string, q request) (size int, events float64, err error) {
	r, err := load.Load{URL: url + q.path, Body: []byte(q.body), Requests: probeRequests}.Run(ctx)
	if err != nil {
		return 0, 0, err
	}
	if r.Errors > 0 {
		return 0, 0, r.Err
	}
	return int(r.Bytes / probeRequests), float64(r.Events) / probeRequests, nil
}
