//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"mock-openai/bench/record"
)

// pacedCommand measures what an event of a paced stream costs, compared with the least that
// it can cost.
type pacedCommand struct {
	Binary  string `default:"./mock-openai" help:"The server to measure."`
	Streams []int  `default:"200,500,1000" help:"Numbers of streams, with an event every 20 ms."`
	Events  int    `default:"150" help:"Events in a stream."`
	Rounds  int    `default:"7" help:"How often each server is measured, in turns."`
	Pin     bool   `help:"Keep the servers on core 0 and the client on core 1. Otherwise they share all cores."`
	Into    string `placeholder:"FILE" help:"Where to put the table between the markers named paced."`
}

const pacedInterval = 20 * time.Millisecond

// streamWriter is the name of mock-openai with --stream-writer.
const streamWriter = mock + " --stream-writer"

// pacedHTTP2 is the name of mock-openai with the streams over HTTP/2.
const pacedHTTP2 = mock + ", HTTP/2"

// pacedLimit returns the limit of the ratio to the C loop.
func pacedLimit(streams int) float64 {
	if streams < 500 {
		return 1.8
	}
	return 1.3
}

// pacedLateLimit is how late nine of ten events may be at the client.
const pacedLateLimit = time.Millisecond

func (c *pacedCommand) Validate() error {
	switch {
	case c.Rounds < 1:
		return errors.New("rounds must be at least 1")
	case c.Events < 3:
		return errors.New("events must be at least 3")
	case len(c.Streams) == 0 || slices.Min(c.Streams) < 1:
		return errors.New("streams must be at least 1")
	}
	return nil
}

func (c *pacedCommand) Run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "paced")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	loop, err := buildFloor(ctx, dir)
	if errors.Is(err, errNoCompiler) {
		fmt.Fprintf(os.Stderr, "paced streams are not compared with the C loop: %v\n", err)
		return nil
	}
	if err != nil {
		return err
	}
	r, err := newRecord(c.Binary)
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString(heading(r))
	b.WriteString("\n| streams | server | µs an event, lowest round | median | ratio of the lowest | of the rounds: median (lowest–highest) | at most | client: p50, ms late | p90 | p99 |\n" +
		"|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	busy := false
	for _, n := range c.Streams {
		results, err := c.measure(ctx, loop, streamPlan{streams: n, interval: pacedInterval, events: c.Events})
		if err != nil {
			return fmt.Errorf("%d streams: %w", n, err)
		}
		rows := results.rows(n)
		fmt.Fprint(os.Stderr, rows)
		b.WriteString(rows)
		busy = busy || results.late[floor].late(0.9) > pacedLateLimit
	}
	if busy {
		b.WriteString("\nThe C loop, too, was late: the machine was busy with something else. Measure again.\n")
	}
	return publish(b.String(), c.Into, "paced")
}

// pacedResults are the rounds of one number of streams.
type pacedResults struct {
	record.Series
	late map[string]*streamReading // lateness by server
}

// measure runs m against all servers in turns.
func (c *pacedCommand) measure(ctx context.Context, loop string, m streamPlan) (pacedResults, error) {
	var server, client coreSet
	if c.Pin {
		server, client = coreSet{0}, coreSet{1}
	}
	names := []string{floor, mock, pacedHTTP2, streamWriter}
	results := pacedResults{late: map[string]*streamReading{}}
	for _, name := range names {
		results.late[name] = new(streamReading)
	}
	var err error
	results.Servers, err = alternate(c.Rounds, names, func(i int, warmup bool) (record.Round, error) {
		var p *process
		var err error
		m := m
		m.http2 = names[i] == pacedHTTP2
		if names[i] == floor {
			p, err = startFloor(ctx, server, loop, m)
		} else {
			p, err = startPaced(ctx, server, c.Binary, names[i], m)
		}
		if err != nil {
			return record.Round{}, err
		}
		defer p.stop()
		round, reading, err := measurePaced(ctx, p, client, m)
		if !warmup {
			results.late[names[i]].add(reading)
		}
		return round, err
	})
	return results, err
}

// startPaced starts mock-openai for the streams of m.
func startPaced(ctx context.Context, cores coreSet, binary, name string, m streamPlan) (*process, error) {
	flags := m.flags()
	if name == streamWriter {
		flags = append(flags, "--stream-writer")
	}
	return start(ctx, cores, binary, flags...)
}

// measurePaced reads the streams of m and returns what they cost p. Each request of the round
// is an event.
func measurePaced(ctx context.Context, p *process, load coreSet, m streamPlan) (round record.Round, reading streamReading, err error) {
	before, err := p.cpu()
	if err != nil {
		return round, reading, err
	}
	began := time.Now()
	if reading, err = readStreams(ctx, p.url, load, m); err != nil {
		return round, reading, err
	}
	after, err := p.cpu()
	return record.Round{Requests: int(reading.Events), Seconds: time.Since(began).Seconds(), CPU: (after - before).Seconds()}, reading, err
}

// rows returns a row for each server.
func (r pacedResults) rows(streams int) string {
	var b strings.Builder
	least := lowestCost(r.Server(floor))
	for _, s := range r.Servers {
		late, limit, lateMark := r.late[s.Name], "", ""
		middle, low, high := r.Ratio(s.Name, floor)
		if s.Name != floor {
			most := pacedLimit(streams)
			limit = fmt.Sprintf("%.2f %s", most, mark(middle <= most))
			lateMark = " " + mark(late.late(0.9) <= pacedLateLimit)
		}
		fmt.Fprintf(&b, "| %d | %s | %.2f | %s | %.2f | **%.2f** (%.2f–%.2f) | %s | %s | %s%s | %s |\n", streams, s.Name,
			lowestCost(s), cost(s), lowestCost(s)/least, middle, low, high, limit,
			ms(late.late(0.5)), ms(late.late(0.9)), lateMark, ms(late.late(0.99)))
	}
	return b.String()
}

// mark returns a mark for whether a limit was kept.
func mark(kept bool) string {
	if kept {
		return "✓"
	}
	return "✗"
}

// lowestCost returns the CPU microseconds per request of the cheapest round.
func lowestCost(s record.Server) float64 {
	least := s.Rounds[0].Cost()
	for _, r := range s.Rounds {
		least = min(least, r.Cost())
	}
	return least
}
