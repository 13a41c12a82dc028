package report

import (
	"math"

	"mock-openai/bench/plot"
)

// Bins of histograms.
const (
	binCount = 40
	wide     = 4 // from this ratio of the largest to the least on, bins grow with the values
)

// binning divides an axis into bins.
type binning struct {
	axis     plot.Axis
	from, to float64
	log      bool // bins grow with the values
}

// newBinning returns bins for all values that were seen.
func newBinning(seen span) binning {
	if seen.most/seen.least > wide {
		ticks := plot.LogTicks(seen.least, seen.most)
		return binning{plot.Axis{Scale: plot.Log, Ticks: ticks}, ticks[0].At, ticks[len(ticks)-1].At, true}
	}
	ticks := plot.LinearTicks(seen.most, 5)
	return binning{plot.Axis{Scale: plot.Linear, Ticks: ticks}, 0, ticks[len(ticks)-1].At, false}
}

// edge returns where bin i begins.
func (b *binning) edge(i int) float64 {
	from, to := b.axis.Scale(b.from), b.axis.Scale(b.to)
	place := from + (to-from)*float64(i)/binCount
	if b.log {
		return math.Pow(10, place)
	}
	return place
}

// histogram draws the times of targets: of one as bars, of several as outlines.
func histogram(all []column, of func(*Target) *Times) *plot.Chart {
	var seen, most99 span
	for _, c := range all {
		if t := of(c.target); t != nil && t.Count > 0 {
			seen.see(t.Min)
			seen.see(t.Max)
			most99.see(t.P99)
		}
	}
	if most99.most <= floor { // events of one read have no time between them
		return nil
	}
	bins, most := newBinning(seen), 0.0
	c := &plot.Chart{X: bins.axis}
	for i, target := range all {
		t := of(target.target)
		if t == nil || t.Count == 0 {
			continue
		}
		shares := t.bins(bins.axis.Scale, bins.from, bins.to, binCount)
		for k := range shares {
			shares[k] *= 100
			most = max(most, shares[k])
		}
		if len(all) > 1 {
			c.Marks = append(c.Marks, plot.Mark{Class: class(i), Line: outline(shares, bins.edge)})
		} else {
			c.Marks = append(c.Marks, plot.Mark{Class: class(i) + " bar", Boxes: bins.bars(shares)})
		}
	}
	c.Y.Ticks = plot.LinearTicks(most, 4)
	return c
}

// bars returns the bins that are not empty.
func (b *binning) bars(shares []float64) (bars []plot.Box) {
	for i, v := range shares {
		if v > 0 {
			bars = append(bars, plot.Box{From: plot.Point{X: b.edge(i)}, To: plot.Point{X: b.edge(i + 1), Y: v}})
		}
	}
	return bars
}
