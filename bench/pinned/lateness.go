//go:build linux

package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// latenessCommand measures over loopback whether events leave when they are due: by
// the server's own record and by that of a client in this process. The difference is
// the noise of the client. A server that uses time.Sleep is measured beside it.
type latenessCommand struct {
	Binary string `default:"./mock-openai" help:"The server to measure."`
	Rounds int    `default:"5" help:"How often each is measured, in turns."`
	Into   string `placeholder:"FILE" help:"Where to put the table between the markers named lateness."`
}

func (c *latenessCommand) Validate() error {
	if c.Rounds < 1 {
		return fmt.Errorf("rounds must be at least 1")
	}
	return nil
}

// streamPlan is a load of streams of one kind.
type streamPlan struct {
	streams  int
	interval time.Duration
	events   int           // per stream; the first has the role, the last the finish reason
	ttft     time.Duration // if set, the latency model keeps the interval
	bar      time.Duration // limit of the p99 lateness; 0 means none
	http2    bool          // 100 streams share a connection
}

var streamPlans = []streamPlan{
	{streams: 1000, interval: 20 * time.Millisecond, events: 500, bar: 200 * time.Microsecond},
	{streams: 20, interval: 500 * time.Microsecond, events: 10_000, bar: 200 * time.Microsecond},
	{streams: 10_000, interval: time.Second, events: 10},
	{streams: 1000, interval: 20 * time.Millisecond, events: 500, ttft: 200 * time.Millisecond, bar: 200 * time.Microsecond},
}

func (m streamPlan) String() string {
	s := fmt.Sprintf("%d streams, every %v", m.streams, m.interval)
	if m.ttft > 0 {
		s += fmt.Sprintf(" after %v", m.ttft)
	}
	return s
}

// flags returns the flags that make mock-openai stream like m, with one token per event.
func (m streamPlan) flags() []string {
	flags := []string{"--port", "0", "--token-mean", fmt.Sprint(m.events - 2), "--token-stddev", "0",
		"--stream-tokens-min", "1", "--stream-tokens-max", "1"}
	if m.http2 {
		flags = append(flags, "--h2c")
	}
	if m.ttft > 0 {
		return append(flags, "--ttft", m.ttft.String(), "--itl", m.interval.String())
	}
	return append(flags, "--response-delay-ms", fmt.Sprint(m.interval.Seconds()*1e3))
}

// due returns when event k is due. With a latency model the role comes with the first
// token and the finish reason with the last.
func (m streamPlan) due(k int) time.Duration {
	if m.ttft > 0 {
		return m.ttft + time.Duration(min(max(0, k-1), m.events-3))*m.interval
	}
	return time.Duration(k+1) * m.interval
}

// sleeping is the name of the server that uses time.Sleep.
const sleeping = "time.Sleep"

func (c *latenessCommand) start(ctx context.Context, server string, m streamPlan) (*process, error) {
	if server == mock {
		return start(ctx, anyCore, c.Binary, m.flags()...)
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return start(ctx, anyCore, self, "sleeper", "--events", fmt.Sprint(m.events), "--interval", m.interval.String())
}

// latenessRound is the result of one round.
type latenessRound struct {
	server buckets
	client *streamResults
	cpu    time.Duration // of the server, per event
	memory float64       // kB per stream
}

// measure runs m once against one server.
func (c *latenessCommand) measure(ctx context.Context, server string, m streamPlan) (r latenessRound, err error) {
	p, err := c.start(ctx, server, m)
	if err != nil {
		return r, err
	}
	defer p.stop()
	before, err := p.rss()
	if err != nil {
		return r, err
	}
	used, err := p.cpu()
	if err != nil {
		return r, err
	}
	ended := make(chan error, 1)
	go func() {
		var err error
		r.client, err = streamClients{p.url, streamStart + `,"stream":true}`, m.streams, max(m.interval, time.Second/5), m.events, m.due}.run(ctx)
		ended <- err
	}()
	most, _, err := peakRSS(p, ended, time.Now())
	if err != nil {
		return r, err
	}
	r.memory = kBEach(before, most, m.streams)
	if r.cpu, err = p.cpu(); err != nil {
		return r, err
	}
	r.cpu = (r.cpu - used) / time.Duration(r.client.events)
	r.server, err = askLateness(p.url)
	return r, err
}

func (c *latenessCommand) Run(ctx context.Context) error {
	r, err := newRecord(c.Binary)
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString(heading(r))
	b.WriteString("\n| streams | server | events | p50, ms | p90 | **p99** | p99.9 | p99, best round | at most | client: p50 | p99 | a bare thread: p50 | p99 | last event against plan: median | furthest | CPU an event | memory a stream |\n" +
		"|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, m := range streamPlans {
		rows, err := c.compare(ctx, m)
		if err != nil {
			return fmt.Errorf("%v: %w", m, err)
		}
		b.WriteString(rows)
	}
	ceilings, err := c.ceilings(ctx)
	if err != nil {
		return err
	}
	b.WriteString(ceilings)
	return publish(b.String(), c.Into, "lateness")
}

// compare measures m in turn on each server that can run it and returns a row for
// each.
func (c *latenessCommand) compare(ctx context.Context, m streamPlan) (rows string, err error) {
	servers := []string{mock, sleeping}
	if m.ttft > 0 {
		servers = servers[:1]
	}
	rounds := make([][]latenessRound, len(servers))
	for range c.Rounds {
		for i, server := range servers {
			one, err := c.measure(ctx, server, m)
			if err != nil {
				return "", fmt.Errorf("%s: %w", server, err)
			}
			rounds[i] = append(rounds[i], one)
		}
	}
	for i, server := range servers {
		row := latenessRow(m, server, rounds[i])
		fmt.Fprint(os.Stderr, row)
		rows += row
	}
	return rows, nil
}

func latenessRow(m streamPlan, server string, rounds []latenessRound) string {
	serverAt := func(q float64) func(latenessRound) time.Duration {
		return func(p latenessRound) time.Duration { return p.server.quantile(q) }
	}
	clientAt := func(q float64) func(latenessRound) time.Duration {
		return func(p latenessRound) time.Duration { return p.client.late.Quantile(q) }
	}
	threadAt := func(q float64) func(latenessRound) time.Duration {
		return func(p latenessRound) time.Duration { return p.client.threadLate.Quantile(q) }
	}
	p99, limit := median(rounds, serverAt(0.99)), ""
	if m.bar > 0 && server == mock {
		limit = ms(m.bar) + map[bool]string{true: " ✓", false: " ✗"}[p99 <= m.bar]
	}
	last := rounds[0]
	return fmt.Sprintf("| %v | %s | %d | %s | %s | **%s** | %s | %s | %s | %s | %s | %s | %s | %s | %s | %.1f µs | %.1f kB |\n",
		m, server, last.client.events,
		ms(median(rounds, serverAt(0.5))), ms(median(rounds, serverAt(0.9))), ms(p99), ms(median(rounds, serverAt(0.999))),
		ms(best(rounds, serverAt(0.99))), limit,
		ms(median(rounds, clientAt(0.5))), ms(median(rounds, clientAt(0.99))),
		ms(median(rounds, threadAt(0.5))), ms(median(rounds, threadAt(0.99))),
		ms(median(rounds, func(p latenessRound) time.Duration { return p.client.drifts[len(p.client.drifts)/2] })),
		ms(median(rounds, func(p latenessRound) time.Duration { return p.client.drifts[len(p.client.drifts)-1] })),
		float64(median(rounds, func(p latenessRound) time.Duration { return p.cpu }))/1e3,
		median(rounds, func(p latenessRound) float64 { return p.memory }))
}

// median returns the median of the rounds, the higher one of two.
func median[T cmp.Ordered](rounds []latenessRound, of func(latenessRound) T) T {
	all := make([]T, len(rounds))
	for i, r := range rounds {
		all[i] = of(r)
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// best returns the minimum of the rounds.
func best[T cmp.Ordered](rounds []latenessRound, of func(latenessRound) T) T {
	least := of(rounds[0])
	for _, r := range rounds {
		least = min(least, of(r))
	}
	return least
}

// ms formats d in milliseconds with three digits.
func ms(d time.Duration) string { return fmt.Sprintf("%.3g", d.Seconds()*1e3) }
