//go:build linux

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"mock-openai/bench/load"
)

// memoryCommand measures the resident memory that a connection costs the server's
// process. The kernel's socket buffers are not included.
type memoryCommand struct {
	Binary      string        `default:"./mock-openai" help:"The server to measure."`
	Connections int           `default:"10000" help:"Idle connections, and streams; needs as many open files (ulimit -n)."`
	Settle      time.Duration `default:"10s" help:"How long the connections idle, and the streams run."`
	Into        string        `placeholder:"FILE" help:"Where to put the table between the markers named memory."`
}

// footprint is resident memory in bytes, without and with the connections.
type footprint struct {
	what         string
	before, with int64
	limit        float64 // kB per connection
}

// Limits per connection, in kB.
const (
	idleLimit   = 8
	beginLimit  = 24 // while streams begin, all at once
	streamLimit = 9  // once the server has released what they took to begin
	http2Limit  = 8  // over HTTP/2
	writerLimit = 48 // with --stream-writer
)

// settled is the last part of a measurement of streams. By then the server has released what
// they took to begin.
const settled = 2 * time.Second

// slowStreamFlags make streams last eight minutes, with an event every half second.
var slowStreamFlags = []string{"--response-delay-ms", "500", "--token-mean", "4000", "--token-stddev", "0",
	"--stream-tokens-min", "4", "--stream-tokens-max", "4"}

func (c *memoryCommand) Validate() error {
	switch {
	case c.Connections < 1:
		return errors.New("connections must be at least 1")
	case c.Settle <= settled:
		return fmt.Errorf("settle must be longer than %v", settled)
	}
	return nil
}

func (c *memoryCommand) Run(ctx context.Context) error {
	r, err := newRecord(c.Binary)
	if err != nil {
		return err
	}
	idle, err := c.idle(ctx)
	if err != nil {
		return fmt.Errorf("idle connections: %w", err)
	}
	streams, err := c.streams(ctx, c.beginHTTP1)
	if err != nil {
		return fmt.Errorf("streams: %w", err)
	}
	shared, err := c.streams(ctx, c.beginHTTP2, "--h2c")
	if err != nil {
		return fmt.Errorf("streams over HTTP/2: %w", err)
	}
	written, err := c.streams(ctx, c.beginHTTP1, "--stream-writer")
	if err != nil {
		return fmt.Errorf("streams with --stream-writer: %w", err)
	}
	return publish(heading(r)+c.table(idle,
		footprint{"paced stream, while all begin", streams.before, streams.most, beginLimit},
		footprint{"paced stream, in the last 2 s", streams.before, streams.last, streamLimit},
		footprint{fmt.Sprintf("paced stream of HTTP/2, %d to a connection, while all begin", streamsPerConn), shared.before, shared.most, http2Limit},
		footprint{"paced stream, with `--stream-writer`", written.before, written.most, writerLimit},
	), c.Into, "memory")
}

func (c *memoryCommand) table(all ...footprint) string {
	var b strings.Builder
	b.WriteString("\n| what | how many | resident before | with them | each | at most |\n|---|--:|--:|--:|--:|--:|\n")
	for _, f := range all {
		kB := kBEach(f.before, f.with, c.Connections)
		mark := "✓"
		if kB > f.limit {
			mark = "✗"
		}
		fmt.Fprintf(&b, "| %s | %d | %.1f MB | %.1f MB | **%.2f kB** | %.0f kB %s |\n",
			f.what, c.Connections, megabytes(f.before), megabytes(f.with), kB, f.limit, mark)
	}
	return b.String()
}

// kBEach returns the memory per connection in kB, for n connections.
func kBEach(before, with int64, n int) float64 { return float64(with-before) / 1024 / float64(n) }

func megabytes(n int64) float64 { return float64(n) / (1 << 20) }

// serve starts the server on all cores, warms it up and returns its memory in bytes.
func (c *memoryCommand) serve(ctx context.Context, flags ...string) (*process, int64, error) {
	p, err := start(ctx, anyCore, c.Binary, append([]string{"--port", "0"}, flags...)...)
	if err != nil {
		return nil, 0, err
	}
	_, err = load.Load{URL: p.url + chat, Body: []byte(chatStart + `}`), Requests: 1000}.Run(ctx)
	before, rssErr := p.rss()
	if err = errors.Join(err, rssErr); err != nil {
		p.stop()
	}
	return p, before, err
}

// idle opens connections. Each gets an answer and then waits for a next request that
// does not come.
func (c *memoryCommand) idle(ctx context.Context) (footprint, error) {
	p, before, err := c.serve(ctx)
	if err != nil {
		return footprint{}, err
	}
	defer p.stop()
	reader := bufio.NewReader(nil)
	all, err := dialAll(p.url, c.Connections, func(conn net.Conn) error {
		reader.Reset(conn)
		return ask(conn, reader)
	})
	if err != nil {
		return footprint{}, err
	}
	defer all.close()
	select {
	case <-ctx.Done():
		return footprint{}, ctx.Err()
	case <-time.After(c.Settle):
	}
	with, err := p.rss()
	return footprint{"idle keep-alive connection", before, with, idleLimit}, err
}

// streamMemory is resident memory in bytes: before the streams, the most with them, and the
// most in the last part of the measurement.
type streamMemory struct{ before, most, last int64 }

// streams measures the memory of streams that begin opens. They last longer than the
// measurement.
func (c *memoryCommand) streams(ctx context.Context, begin func(ctx context.Context, url string) error, flags ...string) (m streamMemory, err error) {
	p, before, err := c.serve(ctx, append(flags, slowStreamFlags...)...)
	if err != nil {
		return m, err
	}
	defer p.stop()
	loaded := make(chan error, 1)
	go func() {
		ctx, cancel := context.WithTimeout(ctx, c.Settle) // cuts the streams off
		defer cancel()
		loaded <- begin(ctx, p.url)
	}()
	m.before = before
	m.most, m.last, err = peakRSS(p, loaded, time.Now().Add(c.Settle-settled))
	return m, err
}

// peakRSS returns the highest resident memory of p until ended, and the highest since after,
// in bytes.
func peakRSS(p *process, ended <-chan error, after time.Time) (most, last int64, err error) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			return most, last, err
		case at := <-tick.C:
			now, err := p.rss()
			if err != nil {
				return most, last, errors.Join(err, <-ended)
			}
			most = max(most, now)
			if at.After(after) {
				last = max(last, now)
			}
		}
	}
}
