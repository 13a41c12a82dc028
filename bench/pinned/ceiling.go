//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"
)

// How the highest rate of events is looked for: with ever more streams of 20 ms.
const (
	ceilingInterval = 20 * time.Millisecond
	ceilingEvents   = 100
	ceilingFirst    = 250              // streams
	ceilingBar      = time.Millisecond // that 99 of 100 events may be late
	ceilingStep     = 5                // each time there are 1/5 more streams
	ceilingMost     = 20_000           // streams
	ceilingMisses   = 3                // one after the other that end the search
)

// ceiling is the highest rate that a server kept.
type ceiling struct {
	streams   int
	p99, next time.Duration // median of the rounds, here and a step further
	client    time.Duration // the client's p99
	cpu       time.Duration // of the server, an event
}

// ceilings are the highest rates of events with p99 below a millisecond.
func (c *latenessCommand) ceilings(ctx context.Context) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "\n| highest rate with p99 ≤ %v | events/s | p99, ms | client: p99 | a step further | CPU an event |\n|---|--:|--:|--:|--:|--:|\n", ceilingBar)
	for _, server := range []string{mock, sleeping} {
		found, err := c.climb(ctx, server)
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

// climb adds streams until they are late, and not by one disturbance.
func (c *latenessCommand) climb(ctx context.Context, server string) (found ceiling, err error) {
	misses := 0
	for n := ceilingFirst; n <= ceilingMost && misses < ceilingMisses; n += n / ceilingStep {
		m := rhythm{streams: n, interval: ceilingInterval, events: ceilingEvents}
		var rounds []punctuality
		for range c.Rounds {
			one, err := c.measure(ctx, server, m)
			if err != nil {
				return found, err
			}
			rounds = append(rounds, one)
		}
		p99 := middle(rounds, func(p punctuality) time.Duration { return p.server.quantile(0.99) })
		if p99 > ceilingBar {
			if misses++; misses == 1 {
				found.next = p99
			}
			continue
		}
		misses = 0
		found = ceiling{n, p99, 0, middle(rounds, func(p punctuality) time.Duration { return p.client.late.Quantile(0.99) }),
			middle(rounds, func(p punctuality) time.Duration { return p.cpu })}
	}
	return found, nil
}
