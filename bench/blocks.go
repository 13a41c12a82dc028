// Package bench measures what a gateway adds: it loads several URLs in turns and
// tells their difference with an interval, and the grounds to distrust it.
//
//	series, err := bench.Alternate(ctx, []bench.Side{direct, via}, 20)
//	added := bench.Added(gateway, &series[0], &series[1])
//	bench.Judge(&added, &series[0], &series[1], openLoop, nil)
//	fmt.Println(added.Verdict, added.Distrust)
//
// A Sweep seeks what one URL bears. Watch and WatchHeadroom look at a process and at a mock
// meanwhile.
package bench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"time"

	"mock-openai/bench/load"
	"mock-openai/bench/stats"
)

// Side is one of several loads that take turns.
type Side struct {
	// Load is what is run in each block. Its Requests and its Duration are shared
	// out among the blocks.
	Load load.Load
	// Pacer makes the Pacer of a block; nil means a closed loop.
	Pacer func(block int) (load.Pacer, error)
	// Turn is called when a block begins, and what it returns when that ends. nil means that
	// nobody looks.
	Turn func() (end func())
}

// Series is what one side came to.
type Series struct {
	URL    string // that was loaded; grounds for distrust name it
	Total  load.Result
	Blocks []Block
}

// Block is one turn of one side.
type Block struct {
	Rate                       float64 // answers a second
	Latency, First, TTFT, Gaps stats.Counts
}

// Alternate runs the sides in turns, a block each, and begins every round with
// another one, so that what comes and goes on the machine, and what grows with
// time, hits all alike. It returns a Series for each side, of the rounds that were
// completed before ctx ended. If a side can no longer be reached, the error says so, and the
// Series have the rounds before.
func Alternate(ctx context.Context, sides []Side, blocks int) ([]Series, error) {
	if blocks < 1 {
		return nil, fmt.Errorf("%d blocks: there must be one at least", blocks)
	}
	sides = slices.Clone(sides)
	for _, side := range sides {
		if n := side.Load.Requests; n > 0 && n < blocks {
			return nil, fmt.Errorf("%d requests are not enough for %d blocks", n, blocks)
		}
	}
	all := make([]Series, len(sides))
	for k := range sides { // no block begins with cold connections
		all[k].URL = sides[k].Load.URL
		sides[k].Load.Idle = new(load.Idle)
		defer sides[k].Load.Idle.Close()
	}
	for i := range blocks {
		round := make([]*load.Result, len(sides))
		for turn := range sides {
			k := (i + turn) % len(sides)
			r, err := sides[k].run(ctx, i, blocks)
			if ctx.Err() != nil {
				return completed(all)
			}
			if err != nil && i > 0 {
				err = fmt.Errorf("%d of %d blocks were measured, then: %w", i, blocks, err)
			}
			if err != nil {
				return all, err
			}
			round[k] = r
		}
		for k, r := range round {
			all[k].add(r)
		}
	}
	return all, nil
}

// completed is all, if there is something in it.
func completed(all []Series) ([]Series, error) {
	if len(all) > 0 && len(all[0].Blocks) == 0 {
		return nil, errors.New("interrupted before every URL had its first turn")
	}
	return all, nil
}

// run runs block i of n.
func (s Side) run(ctx context.Context, i, n int) (*load.Result, error) {
	l := s.Load
	if l.Requests == 0 {
		l.Duration = cmp.Or(l.Duration, load.DefaultDuration)
	}
	l.Requests = l.Requests*(i+1)/n - l.Requests*i/n
	l.Duration /= time.Duration(n)
	if s.Pacer != nil {
		var err error
		if l.Pacer, err = s.Pacer(i); err != nil {
			return nil, err
		}
	}
	if s.Turn != nil {
		defer s.Turn()()
	}
	r, err := l.Run(ctx)
	if err == nil && r.Requests == 0 && isUnreachable(r.Err) {
		return nil, fmt.Errorf("cannot connect to %s: %w", l.URL, r.Err)
	}
	return r, err
}

// isUnreachable reports whether an answer is missing because no connection could be opened.
// Over HTTP/2 a Run opens the first with its requests.
func isUnreachable(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

func (s *Series) add(r *load.Result) {
	s.Total.Add(r)
	s.Blocks = append(s.Blocks, Block{
		Rate:    r.Rate(),
		Latency: r.Latency.Counts(),
		First:   r.First.Counts(),
		TTFT:    r.TTFT.Counts(),
		Gaps:    r.Gaps.Counts(),
	})
}
