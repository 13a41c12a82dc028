//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"
)

// The search for the highest rate of events adds streams with an event every 20 ms.
const (
	ceilingInterval   = 20 * time.Millisecond
	ceilingEvents     = 100
	ceilingMinStreams = 250              // streams
	ceilingP99        = time.Millisecond // limit of the p99 lateness
	ceilingStep       = 5                // each step adds 1/5 of the streams
	ceilingMaxStreams = 20_000           // streams
	ceilingMisses     = 3                // steps in a row over the limit that end the search
)

// ceiling is the highest rate at which a server stays within the limit.
type ceiling struct {
	streams   int
	p99, next time.Duration // median of the rounds, here and one step further
	client    time.Duration // the client's p99
	cpu       time.Duration // of the server, per event
}

// ceilings finds the highest rate of events with a p99 lateness below a millisecond
// for each server.
func (c *latenessCommand) ceilings(ctx context.Context) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "\n| highest rate with p99 ≤ %v | events/s | p99, ms | client: p99 | a step further | CPU an event |\n|---|--:|--:|--:|--:|--:|\n", ceilingP99)
	for _, server := range []string{mock, sleeping} {
		found, err := c.findCeiling(ctx, server)
		if err != nil {
			return "", fmt.Errorf("%s: %w", server, err)
		}
		rate := time.Duration(found.streams) * time.Second / ceilingInterval
		row := fmt.Sprintf("| %s | **%d** | %s | %s | %s | %.1f µs |\n", server, rate, ms(found.p99), ms(found.client), ms(found.next), float64(found.cpu)/1e3)
		fmt.Fprint(os.Stderr, row)
		b.WriteString(row)
	}
	return b.String(), nil
}

// findCeiling adds streams until their events are late several times in a row, so
// that one disturbance does not end the search.
func (c *latenessCommand) findCeiling(ctx context.Context, server string) (found ceiling, err error) {
	misses := 0
	for n := ceilingMinStreams; n <= ceilingMaxStreams && misses < ceilingMisses; n += n / ceilingStep {
		m := streamPlan{streams: n, interval: ceilingInterval, events: ceilingEvents}
		var rounds []latenessRound
		for range c.Rounds {
			one, err := c.measure(ctx, server, m)
			if err != nil {
				return found, err
			}
			rounds = append(rounds, one)
		}
		p99 := median(rounds, func(p latenessRound) time.Duration { return p.server.quantile(0.99) })
		if p99 > ceilingP99 {
			if misses++; misses == 1 {
				found.next = p99
			}
			continue
		}
		misses = 0
		found = ceiling{n, p99, 0, median(rounds, func(p latenessRound) time.Duration { return p.client.late.Quantile(0.99) }),
			median(rounds, func(p latenessRound) time.Duration { return p.cpu })}
	}
	return found, nil
}
