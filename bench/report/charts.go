package report

import (
	"cmp"
	"fmt"
	"html/template"
	"math"

	"mock-openai/bench/plot"
)

// Lengths of charts in their view box. A page shows them half as large.
const (
	chartWidth  = 800
	chartHeight = 440
	chartFont   = 22
)

// chart is a chart on the page.
type chart struct {
	Title, Note string
	SVG         template.HTML
}

// class returns the CSS class of the i-th target. There are six colours.
func class(i int) string { return fmt.Sprintf("s%d", i%6) }

// charts returns the charts for which there is data.
func charts(all []column, runs []Run) (drawn []chart, err error) {
	add := func(title, note string, c *plot.Chart) {
		if c == nil || err != nil {
			return
		}
		c.Width, c.Height, c.FontSize = chartWidth, chartHeight, chartFont
		c.Margin.Right = chartFont
		var svg []byte
		if svg, err = c.SVG(); err != nil {
			err = fmt.Errorf("%s: %w", title, err)
			return
		}
		drawn = append(drawn, chart{title, note, template.HTML(svg)})
	}
	latency, ttft, tpot := measures[0], measures[1], measures[4]
	add("Latency by quantile", "ms, whole answers", byQuantile(all, latency.of))
	add("Time to first token by quantile", "ms", byQuantile(all, ttft.of))
	add("Time to first token", "% of answers, by ms", histogram(all, ttft.of))
	add("Time per token", "% of answers, by ms", histogram(all, tpot.of))
	if !anyOf(all, ttft.of) {
		add("Latency", "% of answers, by ms", histogram(all, latency.of))
	}
	add("Answers a second", "over time", series(all, 1, func(s *Second) *float64 { v := s.perSecond(); return &v }))
	add("Latency over time", "ms; p50, and p99 dashed", latencySeries(all))
	add("Errors a second", "over time", series(all, 1, func(s *Second) *float64 {
		v := float64(s.Errors)
		if s.Length > 0 {
			v /= s.Length
		}
		return &v
	}))
	add("Headroom of the mock", "% of its processors left, over time", series(all, 100, func(s *Second) *float64 {
		if s.Headroom == nil {
			return nil
		}
		v := 100 * *s.Headroom
		return &v
	}))
	add("Latency at each rate", "ms, by requests a second offered: of streams TTFT, of others the whole answer; p50, and p99 dashed; red: with errors or answers not intact", frontier(runs))
	return drawn, err
}

func anyOf(all []column, of func(*Target) *Times) bool {
	for _, c := range all {
		if t := of(c.target); t != nil && t.Count > 0 {
			return true
		}
	}
	return false
}

// floor is the smallest time in ms on logarithmic axes.
const floor = 0.001

// span is the smallest and the largest of some values, at least floor.
type span struct{ least, most float64 }

func (s *span) see(v float64) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return
	}
	v = max(v, floor)
	if s.most == 0 {
		*s = span{v, v}
	}
	s.least, s.most = min(s.least, v), max(s.most, v)
}

func (s *span) seeAll(points []plot.Point) {
	for _, p := range points {
		s.see(p.Y)
	}
}

// raised returns points with values below floor raised to it, because 0 has no logarithm.
func raised(points []plot.Point) []plot.Point {
	for i := range points {
		if points[i].Y < floor { // NaN stays
			points[i].Y = floor
		}
	}
	return points
}

func byQuantile(all []column, of func(*Target) *Times) *plot.Chart {
	if !anyOf(all, of) {
		return nil
	}
	var most int64
	for _, c := range all {
		if t := of(c.target); t != nil {
			most = max(most, t.Count)
		}
	}
	c := &plot.Chart{X: plot.Axis{Scale: plot.Nines, Ticks: plot.NinesTicks(most)}, Y: plot.Axis{Scale: plot.Log}}
	var seen span
	for i, target := range all {
		points := raised(of(target.target).quantiles(c.X.Ticks[len(c.X.Ticks)-1].At))
		seen.seeAll(points)
		c.Marks = append(c.Marks, plot.Mark{Class: class(i), Line: points})
	}
	c.Y.Ticks = plot.LogTicks(seen.least, seen.most)
	return c
}

// series draws values over time. The axis extends at least to least.
func series(all []column, least float64, of func(*Second) *float64) *plot.Chart {
	c, most, last := &plot.Chart{}, least, 0.0
	found := false
	for i, target := range all {
		points := overTime(target.target.Series, of)
		most, found = max(most, largest(points)), found || known(points)
		if n := len(points); n > 0 {
			last = max(last, points[n-1].X)
		}
		c.Marks = append(c.Marks, plot.Mark{Class: class(i), Line: points})
	}
	if !found {
		return nil
	}
	c.X, c.Y = timeAxis(last), plot.Axis{Ticks: plot.LinearTicks(most, 4)}
	return c
}

func timeAxis(last float64) plot.Axis {
	ticks := plot.LinearTicks(last, 5)
	for i := range ticks {
		ticks[i].Label += " s"
	}
	return plot.Axis{Ticks: ticks}
}

func latencySeries(all []column) *plot.Chart {
	c, last := &plot.Chart{Y: plot.Axis{Scale: plot.Log}}, 0.0
	var seen span
	for i, target := range all {
		for _, curve := range []struct {
			class string
			of    func(*Second) *float64
		}{{"", func(s *Second) *float64 { return s.P50 }}, {" tail", func(s *Second) *float64 { return s.P99 }}} {
			points := raised(overTime(target.target.Series, curve.of))
			seen.seeAll(points)
			if n := len(points); n > 0 {
				last = max(last, points[n-1].X)
			}
			c.Marks = append(c.Marks, plot.Mark{Class: class(i) + curve.class, Line: points})
		}
	}
	if seen.most == 0 {
		return nil
	}
	c.X, c.Y.Ticks = timeAxis(last), plot.LogTicks(seen.least, seen.most)
	return c
}

func frontier(runs []Run) *plot.Chart {
	c, most := &plot.Chart{Y: plot.Axis{Scale: plot.Log}}, 0.0
	var seen span
	i := 0
	for _, r := range runs {
		for _, f := range r.Frontier {
			var p50, p99, bad []plot.Point
			for _, s := range f.Steps {
				most = max(most, s.Rate)
				median, tail := f.Limited(&s)
				p50, p99 = append(p50, step(s, median)), append(p99, step(s, tail))
				if s.Errors > 0 || !s.Intact {
					bad = append(bad, step(s, cmp.Or(tail, median)), plot.Point{Y: math.NaN()})
				}
			}
			seen.seeAll(p50)
			seen.seeAll(p99)
			c.Marks = append(c.Marks,
				plot.Mark{Class: class(i), Line: raised(p50), Dots: true},
				plot.Mark{Class: class(i) + " tail", Line: raised(p99), Dots: true},
				plot.Mark{Class: "bad", Line: raised(bad), Dots: true})
			i++
		}
	}
	if seen.most == 0 {
		return nil
	}
	c.X.Ticks, c.Y.Ticks = plot.LinearTicks(most, 5), plot.LogTicks(seen.least, seen.most)
	return c
}

func step(s Step, v *float64) plot.Point {
	if v == nil {
		return plot.Point{X: s.Rate, Y: math.NaN()}
	}
	return plot.Point{X: s.Rate, Y: *v}
}
