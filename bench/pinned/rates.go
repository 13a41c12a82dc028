//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"mock-openai/bench/record"
)

// ratesCommand measures the cost of a request at rates that the load generator sets.
// Both servers get the same number of requests per second, and neither is so busy
// that requests queue.
type ratesCommand struct {
	Binary     string         `default:"./mock-openai" help:"The server to measure."`
	ServerCore int            `default:"0" help:"Core of the servers, which take turns on it."`
	LoadCore   int            `default:"1" help:"Core of h2load."`
	Rates      []int          `default:"20000,50000,80000" help:"Requests a second, over 64 connections."`
	Rounds     int            `default:"5" help:"How often each server is measured."`
	Duration   time.Duration  `default:"2s" help:"Length of a round, whole seconds."`
	Requests   *regexp.Regexp `default:"^(chat|stream.*|embeddings.*)$" help:"The requests to measure, by name."`
	Into       string         `placeholder:"FILE" help:"Where to put the table between the markers named rates."`

	dir string // directory for the bodies of requests
}

func (c *ratesCommand) Run(ctx context.Context) error {
	r, err := newRecord(c.Binary)
	if err != nil {
		return err
	}
	r.Tools = append(r.Tools, tool("h2load", "--version"))
	if c.dir, err = os.MkdirTemp("", "rates"); err != nil {
		return err
	}
	defer os.RemoveAll(c.dir)
	var b strings.Builder
	b.WriteString(heading(r))
	b.WriteString("\n| request | requests/s | mock-openai, µs | fasthttp, µs | ratio (lowest–highest) | core busy |\n|---|--:|--:|--:|--:|--:|\n")
	for _, q := range requests {
		if c.Requests.MatchString(q.name) {
			if err := c.measure(ctx, q, &b); err != nil {
				return fmt.Errorf("%s: %w", q.name, err)
			}
		}
	}
	return publish(b.String(), c.Into, "rates")
}

// measure sends q to both servers at all rates, and appends a row for each.
func (c *ratesCommand) measure(ctx context.Context, q request, table *strings.Builder) error {
	body := filepath.Join(c.dir, "body.json")
	if err := os.WriteFile(body, []byte(q.body), 0o644); err != nil {
		return err
	}
	ours, err := start(ctx, coreSet{c.ServerCore}, c.Binary, append([]string{"--port", "0"}, q.flags...)...)
	if err != nil {
		return err
	}
	defer ours.stop()
	size, _, err := probe(ctx, ours.url, q)
	if err != nil {
		return err
	}
	bare, err := startBare(ctx, coreSet{c.ServerCore}, size)
	if err != nil {
		return err
	}
	defer bare.stop()
	candidates := []candidate{{mock, ours}, bare}
	for _, rate := range c.Rates {
		load := h2load{cores: coreSet{c.LoadCore}, body: body, duration: c.Duration,
			args: []string{"--h1", fmt.Sprintf("-c%d", barAt), fmt.Sprintf("--rps=%d", rate/barAt)}}
		s := record.Series{}
		s.Servers, err = alternate(c.Rounds, names(candidates), func(i int, _ bool) (record.Round, error) {
			return load.run(ctx, candidates[i].process, q.path)
		})
		if err != nil {
			return err
		}
		line := fmt.Sprintf("| %s | %.0f | %s | %s | %s | %.0f %% |\n", q.name, s.Server(mock).Median(record.Round.Rate),
			cost(s.Server(mock)), cost(s.Server(yardstick)), ratio(s), 100*s.Server(mock).Median(record.Round.Busy))
		fmt.Fprint(os.Stderr, line)
		table.WriteString(line)
	}
	return nil
}
