package benchmark

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"mock-openai/bench"
	"mock-openai/bench/load"
	"mock-openai/bench/report"
)

// runBlocks loads several URLs in turns. After an error, r has what was measured before.
func (c *Command) runBlocks(ctx context.Context, r *report.Report, w *watching) error {
	sides, err := c.sides()
	if err != nil {
		return err
	}
	rate, err := c.warmSides(ctx, sides)
	if err != nil {
		return err
	}
	pacer := c.pacer(rate)
	for i := range sides {
		sides[i].Pacer = pacer
		sides[i].Turn = func() func() { return w.loads(i) }
	}
	headroom := bench.WatchHeadroom(ctx, c.client(false), sides[0].Load.URL)
	defer headroom.Stop()
	series := c.watchSeries(sides, headroom)
	all, ended := bench.Alternate(ctx, sides, c.Blocks)
	if ended != nil && (len(all) == 0 || len(all[0].Blocks) == 0) {
		return ended
	}
	for i := range all {
		t := bench.TargetOf(sides[i].Load.URL, &all[i].Total)
		t.Series = series[i]
		if i == 0 {
			t.LeastHead = headroom.Least()
		}
		t.Verify = verified(sides[i].Load)
		c.complete(&t, &all[i].Total, rate)
		r.Targets = append(r.Targets, t)
		if i > 0 {
			added := bench.Added(t.URL, &all[0], &all[i])
			bench.Judge(&added, &all[0], &all[i], rate > 0, headroom.Least())
			if ended != nil {
				added.Distrust = slices.Insert(added.Distrust, 0, report.Distrust{Kind: "ENDED-EARLY", Why: ended.Error()})
			}
			r.Added = append(r.Added, added)
		}
	}
	r.Load = fmt.Sprintf("%s, %s each in turns", c.inWords(rate), counted(len(all[0].Blocks), "block"))
	r.Notes = c.notes(r, rate)
	totals := make([]*load.Result, len(all))
	for i := range all {
		totals[i] = &all[i].Total
	}
	return errors.Join(ended, c.writeHGRM(totals...))
}

// warmSides loads each side before the measurement, and returns the rate of all; 0 means a closed
// loop.
func (c *Command) warmSides(ctx context.Context, sides []bench.Side) (rate float64, err error) {
	for _, side := range sides {
		if err := c.warm(ctx, side.Load); err != nil {
			return 0, err
		}
	}
	if c.Rate > 0 || c.Connections > 0 || c.Requests > 0 {
		return c.Rate, nil
	}
	return steadyRate(ctx, sides)
}

func (c *Command) sides() ([]bench.Side, error) {
	first, err := c.load(c.URL, false)
	if err != nil {
		return nil, err
	}
	sides := []bench.Side{{Load: first}}
	for _, target := range c.Compare {
		l, err := c.load(target, true)
		if err != nil {
			return nil, err
		}
		sides = append(sides, bench.Side{Load: l})
	}
	return sides, nil
}

// watchSeries makes the loads of all sides report their seconds. They are collected in the
// slices that it returns, one for each side.
func (c *Command) watchSeries(sides []bench.Side, headroom *bench.Headroom) [][]report.Second {
	series := make([][]report.Second, len(sides))
	start, progress := time.Now(), c.progress()
	for i := range sides {
		sides[i].Load.EachSecond = func(s load.Second) {
			second := secondOf(s, headroom.Latest())
			second.At = time.Since(start).Seconds()
			series[i] = append(series[i], second)
			progress(second)
		}
	}
	return series
}

// Constants of steadyRate.
const (
	probeTime = time.Second / 2
	spare     = 4                     // the rate is a quarter of what the slowest side answers
	unhurried = 50 * time.Millisecond // if no answer is faster, they wait for a pace and not in a queue
)

// steadyRate returns a rate that all sides can sustain easily. Times then show what each
// side adds, and not the queues before it. It returns 0, for a closed loop, if answers are
// so slow that few are in flight anyway.
func steadyRate(ctx context.Context, sides []bench.Side) (float64, error) {
	least := 0.0
	for _, side := range sides {
		l := side.Load
		l.Duration, l.Leave, l.Checker = probeTime, 0, nil
		result, err := l.Run(ctx)
		switch {
		case err != nil:
			return 0, err
		case ctx.Err() != nil:
			return 0, errors.New("interrupted before the first block")
		case result.Requests == 0 || result.Latency.Min() > unhurried:
			return 0, nil
		}
		if rate := result.Rate(); least == 0 || rate < least {
			least = rate
		}
	}
	return threeDigits(least / spare), nil
}

// threeDigits returns v rounded to three significant digits.
func threeDigits(v float64) float64 {
	unit := math.Pow(10, math.Floor(math.Log10(v))-2)
	return math.Round(v/unit) * unit
}
