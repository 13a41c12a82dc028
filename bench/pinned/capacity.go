//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"mock-openai/bench/record"
)

// capacityCommand measures what a core and a GB of memory are enough for, and computes how
// many of each a load needs.
type capacityCommand struct {
	comparison
	Streams int               `default:"1000" help:"Paced streams whose events are measured, one every 20 ms."`
	Events  int               `default:"150" help:"Events in a paced stream."`
	Held    int               `default:"10000" help:"Paced streams whose memory is measured; needs as many open files (ulimit -n)."`
	Settle  time.Duration     `default:"10s" help:"How long these run."`
	Others  map[string]string `placeholder:"NAME=BINARY" help:"Other mock servers that take --port, for chat only."`
	Into    string            `placeholder:"FILE" help:"Where to put the tables between the markers named capacity."`
}

func (c *capacityCommand) Validate() error {
	switch {
	case c.Streams < 1 || c.Held < 1:
		return errors.New("streams and held must be at least 1")
	case c.Events < 3:
		return errors.New("events must be at least 3")
	}
	if err := c.held().Validate(); err != nil {
		return err
	}
	return c.comparison.Validate()
}

func (c *capacityCommand) Run(ctx context.Context) (err error) {
	r, err := newRecord(c.Binary)
	if err != nil {
		return err
	}
	r.Tools = append(r.Tools, tool("wrk", "-v"))
	if hasNginx() {
		r.Tools = append(r.Tools, tool("nginx", "-v"))
	}
	if c.dir, err = os.MkdirTemp("", "capacity"); err != nil {
		return err
	}
	defer os.RemoveAll(c.dir)
	c.others = c.Others
	chatSeries, err := c.measureNamed(ctx, "chat")
	if err != nil {
		return err
	}
	c.others = nil
	streamSeries, err := c.measureNamed(ctx, "stream")
	if err != nil {
		return err
	}
	paced, err := c.paced(ctx)
	if err != nil {
		return err
	}
	ours := needs{chat: chatSeries.Server(mock).Median(record.Round.Cost), stream: streamSeries.Server(mock).Median(record.Round.Cost)}
	for _, name := range []string{mock, streamWriter} {
		var n pacedNeeds
		n.event = record.Series{Servers: paced}.Server(name).Median(record.Round.Cost)
		if n.memory, err = c.memory(ctx, name); err != nil {
			return fmt.Errorf("memory of %s: %w", name, err)
		}
		ours.paced = append(ours.paced, n)
	}
	text := heading(r) + perCore(ours, chatSeries, streamSeries, slices.Sorted(maps.Keys(c.Others))) + ours.table() +
		idleNote(chatSeries, streamSeries)
	return publish(text, c.Into, "capacity")
}

// measureNamed measures a request at 64 connections.
func (c *capacityCommand) measureNamed(ctx context.Context, name string) (record.Series, error) {
	for _, q := range requests {
		if q.name == name {
			all, err := c.comparison.measure(ctx, q, []int{barAt})
			if err != nil {
				return record.Series{}, fmt.Errorf("%s: %w", name, err)
			}
			return all[0], nil
		}
	}
	return record.Series{}, fmt.Errorf("no request %s", name)
}

// paced measures events of paced streams, without and with --stream-writer.
func (c *capacityCommand) paced(ctx context.Context) ([]record.Server, error) {
	m, names := streamPlan{streams: c.Streams, interval: pacedInterval, events: c.Events}, []string{mock, streamWriter}
	return alternate(c.Rounds, names, func(i int, _ bool) (record.Round, error) {
		p, err := startPaced(ctx, coreSet{c.ServerCore}, c.Binary, names[i], m)
		if err != nil {
			return record.Round{}, err
		}
		defer p.stop()
		round, _, err := measurePaced(ctx, p, coreSet{c.LoadCore}, m)
		return round, err
	})
}

// held returns the command that measures the memory of paced streams.
func (c *capacityCommand) held() *memoryCommand {
	return &memoryCommand{Binary: c.Binary, Connections: c.Held, Settle: c.Settle}
}

// memory returns the memory of a paced stream in kB, as the memory command measures it.
func (c *capacityCommand) memory(ctx context.Context, name string) (float64, error) {
	var flags []string
	if name == streamWriter {
		flags = append(flags, "--stream-writer")
	}
	held := c.held()
	m, err := held.streams(ctx, held.beginHTTP1, flags...)
	return kBEach(m.before, m.last, c.Held), err
}

// idleNote returns a warning if the server did not use its core for most of the time.
func idleNote(all ...record.Series) string {
	busy := 1.0
	for _, s := range all {
		busy = min(busy, s.Server(mock).Median(record.Round.Busy))
	}
	if busy >= 0.9 {
		return ""
	}
	return fmt.Sprintf("\nThe server was on its core for only %.0f %% of the time: the machine was busy with something else. Measure again.\n", 100*busy)
}

// perCore returns a table of what a core and a GB are enough for.
func perCore(ours needs, chatSeries, streamSeries record.Series, others []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n| server | chat requests/s per core | unpaced streams/s of %.0f events | paced events/s per core | paced streams per GB |\n|---|--:|--:|--:|--:|\n",
		streamSeries.Events)
	for i, name := range []string{mock, streamWriter} {
		n := ours.paced[i]
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", name, perSecond(ours.chat), perSecond(ours.stream), perSecond(n.event), round3(1e9/(n.memory*1024)))
	}
	for _, name := range append([]string{yardstick, nginx}, others...) {
		if chat := chatSeries.Server(name); len(chat.Rounds) > 0 {
			label, stream := name, "–"
			if s := streamSeries.Server(name); len(s.Rounds) > 0 {
				label, stream = name+", a constant of the same length", perSecond(s.Median(record.Round.Cost))
			}
			fmt.Fprintf(&b, "| %s | %s | %s | – | – |\n", label, perSecond(chat.Median(record.Round.Cost)), stream)
		}
	}
	return b.String()
}
