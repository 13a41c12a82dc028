package cmd

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
func (c *benchCommand) runBlocks(ctx context.Context, r *report.Report, w *watching) error {
	sides, err := c.sides()
	if err != nil {
		return err
	}
	for _, side := range sides {
		if err := c.warm(ctx, side.Load); err != nil {
			return err
		}
	}
	rate := c.Rate
	if rate == 0 && c.Connections == 0 && c.Requests == 0 {
		if rate, err = steadyRate(ctx, sides); err != nil {
			return err
		}
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
	r.Load = fmt.Sprintf("%s, %d blocks each in turns", c.inWords(rate), len(all[0].Blocks))
	r.Notes = c.notes(r, rate)
	totals := make([]*load.Result, len(all))
	for i := range all {
		totals[i] = &all[i].Total
	}
	return errors.Join(ended, c.writeHGRM(totals...))
}

func (c *benchCommand) sides() ([]bench.Side, error) {
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
func (c *benchCommand) watchSeries(sides []bench.Side, headroom *bench.Headroom) [][]report.Second {
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

// notes returns what the reader should know before the figures.
func (c *benchCommand) notes(r *report.Report, rate float64) []string {
	var notes []string
	note := func(format string, values ...any) { notes = append(notes, fmt.Sprintf(format, values...)) }
	switch {
	case rate == 0:
		note("In a closed loop times include waiting behind the %d connections' other requests; --rate N sets the load.", c.connections())
	case c.Rate == 0:
		note("The rate is a quarter of what the slowest URL bore with %d connections; --rate N sets it, -c N loads in a closed loop.", c.connections())
	}
	blocks := max(c.Blocks, 1)
	if len(c.Compare) == 0 {
		blocks = 1
	}
	if c.Verify && !c.Unique && c.Body == nil {
		note("All prompts are the same: an answer to another request is not told apart.")
	}
	for i := range r.Targets {
		t := &r.Targets[i]
		if t.Verify != nil && t.Verify.Uncompared > 0 {
			note("The text of %d answers of %s was not compared: only what the model echo says is known. All else was checked. If the server is a mock-openai, add --model echo.", t.Verify.Uncompared, t.URL)
		}
		if c.saysOtherTexts(t) {
			note("No answer of %s has the text that was sent. Unless the gateway changes every text, its model is not echo: see --model and --compare-model, or run the mock with --echo.", t.URL)
		}
		if t.Latency != nil && t.Latency.P50 > t.Seconds*1e3/float64(blocks)/2 && c.Requests == 0 {
			if blocks == 1 {
				note("Half of the answers of %s took longer than half of the time in which requests were sent: raise --duration.", t.URL)
			} else {
				note("Half of the answers of %s took longer than half of a round: raise --duration, or lower --blocks.", t.URL)
			}
		}
		if t.Compressed > 0 {
			note("%d answers of %s are compressed: neither events nor tokens in them were read. Have the gateway leave answers as they are.", t.Compressed, t.URL)
		}
		switch {
		case t.Late == nil || t.Late.P99 <= 1:
		case t.Errors == 0 && t.Latency != nil && rate*t.Latency.Max/1e3 < float64(c.connections()):
			note("1 in 100 requests to %s was sent %s ms late or more, though connections were free: other programs used this machine, or this client needs more of it.", t.URL, significant(t.Late.P99, 3))
		default:
			note("1 in 100 requests to %s was sent %s ms late or more: raise -c, or lower --rate.", t.URL, significant(t.Late.P99, 3))
		}
	}
	return notes
}
