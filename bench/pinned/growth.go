//go:build linux

package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"mock-openai/bench/load"
)

// growthCommand measures whether memory grows under load.
type growthCommand struct {
	Binary   string        `default:"./mock-openai" help:"The server to measure."`
	Duration time.Duration `default:"10m" help:"How long the server is kept busy, with chat, streams and embeddings at once."`
	Into     string        `placeholder:"FILE" help:"Where to put the table between the markers named growth."`
}

// samples is how often the memory is read.
const samples = 20

func (c *growthCommand) Run(ctx context.Context) error {
	r, err := newRecord(c.Binary)
	if err != nil {
		return err
	}
	p, err := start(ctx, anyCore, c.Binary, "--port", "0")
	if err != nil {
		return err
	}
	defer p.stop()
	loads := c.saturate(ctx, p.url)
	resident, err := c.watch(ctx, p)
	if err != nil {
		return err
	}
	done, err := loads()
	if err != nil {
		return err
	}
	return publish(heading(r)+c.table(resident, done), c.Into, "growth")
}

// saturate loads the server for the whole time with three kinds of request, on 64
// connections each. The returned function waits for the end and returns the number of
// answers.
func (c *growthCommand) saturate(ctx context.Context, url string) func() (int64, error) {
	loads := []load.Load{
		{URL: url + chat, Body: []byte(chatStart + `}`)},
		{URL: url + chat, Body: []byte(chatStart + `,"stream":true}`)},
		{URL: url + "/v1/embeddings", Body: []byte(inputStart + `}`)},
	}
	results, errs := make([]*load.Result, len(loads)), make([]error, len(loads))
	var all sync.WaitGroup
	for i, l := range loads {
		l.Duration = c.Duration
		all.Go(func() { results[i], errs[i] = l.Run(ctx) })
	}
	return func() (done int64, err error) {
		all.Wait()
		for i, r := range results {
			switch {
			case errs[i] != nil:
				return 0, errs[i]
			case r.Errors > 0:
				return 0, fmt.Errorf("%d errors, the first: %w", r.Errors, r.Err)
			}
			done += r.Requests
		}
		return done, nil
	}
}

// watch returns the resident memory in bytes at each sample.
func (c *growthCommand) watch(ctx context.Context, p *process) ([]int64, error) {
	tick := time.NewTicker(c.Duration / samples)
	defer tick.Stop()
	resident := make([]int64, 0, samples)
	for range samples {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-tick.C:
		}
		now, err := p.rss()
		if err != nil {
			return nil, err
		}
		resident = append(resident, now)
	}
	return resident, nil
}

func (c *growthCommand) table(resident []int64, done int64) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%d requests in %v; resident memory:\n\n| after | MB |\n|--:|--:|\n", done, c.Duration)
	for i, n := range resident {
		fmt.Fprintf(&b, "| %v | %.1f |\n", (time.Duration(i+1) * c.Duration / samples).Round(time.Second/10), megabytes(n))
	}
	return b.String()
}
