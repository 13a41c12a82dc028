//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mock-openai/bench/record"
)

// wiresCommand measures what TLS and HTTP/2 add to a request.
type wiresCommand struct {
	Binary     string        `default:"./mock-openai" help:"The server to measure."`
	ServerCore int           `default:"0" help:"Core of the servers, which take turns on it."`
	LoadCore   int           `default:"1" help:"Core of h2load."`
	Rounds     int           `default:"5" help:"How often each wire is measured."`
	Duration   time.Duration `default:"2s" help:"Length of a round, whole seconds."`
	Into       string        `placeholder:"FILE" help:"Where to put the table between the markers named wires."`

	dir string // directory for the bodies of requests
}

// wire is a protocol and number of connections, with 64 requests in flight.
type wire struct {
	name   string
	secure bool
	load   []string // arguments of h2load
}

// plain is the wire that the others are compared with.
const plain = "HTTP/1.1"

var wires = []wire{
	{plain, false, []string{"--h1", "-c64"}},
	{"HTTP/1.1 over TLS", true, []string{"--h1", "-c64"}},
	{"h2c, 64 connections of 1 stream", false, []string{"-c64"}},
	{"h2c, 4 connections of 16 streams", false, []string{"-c4", "-m16"}},
	{"HTTP/2 over TLS, 64 connections of 1 stream", true, []string{"-c64"}},
	{"HTTP/2 over TLS, 4 connections of 16 streams", true, []string{"-c4", "-m16"}},
}

// wireRequests are the names of the requests that are sent over the wires.
var wireRequests = []string{"chat", "stream, finer"}

func (c *wiresCommand) Run(ctx context.Context) error {
	r, err := newRecord(c.Binary)
	if err != nil {
		return err
	}
	r.Tools = append(r.Tools, tool("h2load", "--version"))
	if c.dir, err = os.MkdirTemp("", "wires"); err != nil {
		return err
	}
	defer os.RemoveAll(c.dir)
	for _, q := range requests {
		if !slices.Contains(wireRequests, q.name) {
			continue
		}
		s := record.Series{Request: q.name}
		if s.Servers, err = c.measure(ctx, q); err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		r.Series = append(r.Series, s)
	}
	return publish(heading(r)+wireTable(r.Series), c.Into, "wires")
}

// measure sends q over all wires in turn.
func (c *wiresCommand) measure(ctx context.Context, q request) ([]record.Server, error) {
	body := filepath.Join(c.dir, "body.json")
	if err := os.WriteFile(body, []byte(q.body), 0o644); err != nil {
		return nil, err
	}
	flags := append([]string{"--port", "0"}, q.flags...)
	open, err := start(ctx, coreSet{c.ServerCore}, c.Binary, append(flags, "--h2c")...)
	if err != nil {
		return nil, err
	}
	defer open.stop()
	secure, err := start(ctx, coreSet{c.ServerCore}, c.Binary, append(flags, "--tls-self-signed")...)
	if err != nil {
		return nil, err
	}
	defer secure.stop()

	var names []string
	for _, w := range wires {
		names = append(names, w.name)
	}
	return alternate(c.Rounds, names, func(i int, _ bool) (record.Round, error) {
		p := open
		if wires[i].secure {
			p = secure
		}
		return h2load{cores: coreSet{c.LoadCore}, body: body, duration: c.Duration, args: wires[i].load}.run(ctx, p, q.path)
	})
}

// wireTable returns the CPU microseconds per request, medians, and their ratio to
// plain.
func wireTable(all []record.Series) string {
	var b strings.Builder
	b.WriteString("\n| request | wire | µs | ratio (lowest–highest) | requests/s | core busy |\n|---|---|--:|--:|--:|--:|\n")
	for _, s := range all {
		for _, server := range s.Servers {
			median, low, high := s.Ratio(server.Name, plain)
			fmt.Fprintf(&b, "| %s | %s | %s | **%.2f** (%.2f–%.2f) | %.0f | %.0f %% |\n", s.Request, server.Name, cost(server),
				median, low, high, server.Median(record.Round.Rate), 100*server.Median(record.Round.Busy))
		}
	}
	return b.String()
}
