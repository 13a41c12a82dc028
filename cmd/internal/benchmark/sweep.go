package benchmark

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	"mock-openai/bench"
	"mock-openai/bench/load"
	"mock-openai/bench/report"
)

// runSweep finds the highest rates that each URL sustains. After an error, r has what was
// found before.
func (c *Command) runSweep(ctx context.Context, r *report.Report, _ *watching) error {
	sides, err := c.sides()
	if err != nil {
		return err
	}
	r.Load = fmt.Sprintf("sweep, %s arrivals, at most %d under way", c.Arrivals, c.connections())
	for _, side := range sides {
		if err := c.warm(ctx, side.Load); err != nil {
			return err
		}
		f, err := c.sweep(ctx, side.Load)
		if errors.Is(err, bench.ErrUnpaced) {
			r.Notes = append(r.Notes, fmt.Sprintf("How many streams %s bears at once was not sought: half of their events or more come without a wait, together with the one before, so that none can be called late. A mock-openai waits with --itl, and longer answers have more waits.", side.Load.URL))
			err = nil
		}
		if f != nil {
			r.Frontier = append(r.Frontier, *f)
			r.Notes = append(r.Notes, slowNote(f)...)
			r.Notes = append(r.Notes, fewNote(f, cmp.Or(c.Duration, bench.StepTime))...)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// slowNote returns a note if answers exceed every limit even at the lowest rate.
func slowNote(f *report.Frontier) []string {
	most := bench.Limits[len(bench.Limits)-1].Seconds() * 1e3
	if len(f.Steps) == 0 {
		return nil
	}
	p50, _ := f.Limited(&f.Steps[0])
	if p50 == nil || *p50 < most {
		return nil
	}
	what := "whole answers"
	if f.TTFT {
		what = "the first content of streams"
	}
	return []string{fmt.Sprintf("Half of the answers of %s took %s ms or more at the lowest rate, more than any limit. The limits of p99 are those of %s.", f.URL, report.Significant(*p50, 3), what)}
}

// fewNote returns a note if a limit was found at a rate whose p99 is that of few answers.
func fewNote(f *report.Frontier, step time.Duration) []string {
	const few = 100
	for _, limit := range f.Limits {
		if limit.Rate != nil && *limit.Rate*step.Seconds() < few {
			return []string{fmt.Sprintf("At rates below %s requests/s of %s a step has fewer than %d answers, and the longest of them is its p99: raise --duration.", report.Significant(few/step.Seconds(), 3), f.URL, few)}
		}
	}
	return nil
}

// sweep finds the highest rates that one URL sustains.
func (c *Command) sweep(ctx context.Context, l load.Load) (*report.Frontier, error) {
	sweep := bench.Sweep{Load: l, Intact: intact(l), Pacer: func(rate float64) (load.Pacer, error) {
		return load.NewPacer(c.Arrivals, rate, rand.Uint64())
	}}
	sweep.Load.Requests = 0
	if isTerminal(os.Stderr) && !c.Quiet {
		sweep.EachStep = showStep
	}
	f, err := sweep.Frontier(ctx)
	if f == nil {
		return nil, err
	}
	if err == nil && c.Stream {
		var n int64
		sweep.Load.Ramp = c.Ramp
		n, err = sweep.Streams(ctx)
		if err == nil || n > 0 {
			f.Streams = &n
		}
		if err != nil && !errors.Is(err, bench.ErrUnpaced) {
			f.Ended = err.Error()
		}
	}
	f.Verify = verified(l)
	return f, err
}

// intact returns a function that reports whether all answers since its last call were
// intact. It returns nil if answers are not checked.
func intact(l load.Load) func() bool {
	if verified(l) == nil {
		return nil
	}
	bad := int64(0)
	return func() bool {
		v := verified(l)
		before := bad
		bad = v.Checked - v.Intact
		return bad == before
	}
}

func showStep(f *report.Frontier, step report.Step) {
	what, shown := "p99", "–"
	if f.TTFT {
		what = "TTFT p99"
	}
	if _, p99 := f.Limited(&step); p99 != nil {
		shown = report.Significant(*p99, 3) + " ms"
	}
	fmt.Fprintf(os.Stderr, "%.0f requests/s: %s %s, %d errors\n", step.Rate, what, shown, step.Errors)
}
