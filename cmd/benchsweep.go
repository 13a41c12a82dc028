package cmd

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"

	"mock-openai/bench"
	"mock-openai/bench/load"
	"mock-openai/bench/report"
)

// runSweep seeks what each URL bears.
func (c *benchCommand) runSweep(ctx context.Context, r *report.Report) error {
	sides, err := c.sides()
	if err != nil {
		return err
	}
	for _, side := range sides {
		if err := c.warm(ctx, side.Load); err != nil {
			return err
		}
		sweep := bench.Sweep{Load: side.Load, Pacer: func(rate float64) (load.Pacer, error) {
			return load.NewPacer(c.Arrivals, rate, rand.Uint64())
		}}
		sweep.Load.Requests = 0
		sweep.Intact = intact(side.Load)
		if isTerminal(os.Stderr) && !c.Quiet {
			sweep.EachStep = showStep
		}
		f, err := sweep.Frontier(ctx)
		if err != nil {
			return fmt.Errorf("%s: %w", side.Load.URL, err)
		}
		if c.Stream {
			n, err := sweep.Streams(ctx)
			switch {
			case errors.Is(err, bench.ErrUnpaced):
				r.Notes = append(r.Notes, fmt.Sprintf("How many streams %s bears at once was not sought: their events come without waits. A mock-openai waits with --itl.", side.Load.URL))
			case err != nil:
				return fmt.Errorf("%s: %w", side.Load.URL, err)
			default:
				f.Streams = &n
			}
		}
		f.Verify = verified(side.Load)
		r.Frontier = append(r.Frontier, *f)
	}
	r.Load = fmt.Sprintf("sweep, %s arrivals, at most %d under way", c.Arrivals, c.connections())
	return nil
}

// intact returns what tells whether all answers of a load since the call before were
// intact; nil if they are not checked.
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

func showStep(step report.Step) {
	p99 := "–"
	if step.P99 != nil {
		p99 = significant(*step.P99, 3) + " ms"
	}
	fmt.Fprintf(os.Stderr, "%.0f requests/s: p99 %s, %d errors\n", step.Rate, p99, step.Errors)
}
