// Package bench measures what a gateway adds: it loads several URLs in turns and reports
// their difference with a confidence interval, and the reasons to distrust it.
//
//	series, err := bench.Alternate(ctx, []bench.Side{direct, via}, 20)
//	added := bench.Added(gateway, &series[0], &series[1])
//	bench.Judge(&added, &series[0], &series[1], openLoop, nil)
//	fmt.Println(added.Verdict, added.Distrust)
//
// A Sweep finds the highest rates that one URL sustains. Watch samples a process during a
// load, and WatchHeadroom the processors of a mock-openai.
package bench

import (
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
	// Load is run in each block. Its Requests and its Duration are divided among the
	// blocks.
	Load load.Load
	// Pacer makes the Pacer of a block; nil means a closed loop.
	Pacer func(block int) (load.Pacer, error)
	// Turn, if set, is called when a block begins. The function that it returns is called
	// when the block ends.
	Turn func() (end func())
}

// Series is the result of one side.
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

// Alternate runs the sides in turns, one block each. Every round begins with another side,
// so that disturbances, and what grows with time, affect all sides alike. It returns a
// Series for each side, of the rounds that were complete before ctx ended. If a side becomes
// unreachable, it returns an error and the Series of the rounds before.
func Alternate(ctx context.Context, sides []Side, blocks int) ([]Series, error) {
	if blocks < 1 {
		return nil, fmt.Errorf("number of blocks must be at least 1, not %d", blocks)
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
			sides[k].Load.First = all[k].Total.Sent
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

// completed returns all, or an error if no round was completed.
func completed(all []Series) ([]Series, error) {
	if len(all) > 0 && len(all[0].Blocks) == 0 {
		return nil, errors.New("interrupted before every URL had its first turn")
	}
	return all, nil
}

// run runs block i of n.
func (s Side) run(ctx context.Context, i, n int) (*load.Result, error) {
	l := s.Load
	switch {
	case l.Duration > 0:
	case l.Requests > 0:
		l.Duration = load.Longest
	default:
		l.Duration = load.DefaultDuration
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

// isUnreachable reports whether err means that no connection could be opened. With HTTP/2, a
// Run opens its first connection together with its requests.
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
