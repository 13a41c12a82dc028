// Package plot draws charts as SVG. Shapes and texts carry classes, and a style
// sheet says what these look like: so a chart is readable in light and in dark.
package plot

import (
	"bytes"
	"fmt"
	"math"

	"github.com/go-analyze/charts/chartdraw"
	"github.com/go-analyze/charts/chartdraw/drawing"
)

// Chart is a chart to draw. Lengths are those of the SVG's view box.
type Chart struct {
	Width, Height int
	FontSize      float64 // of the axes
	Margin        Margin  // left free for Texts and Notes
	X, Y          Axis
	Marks         []Mark
	Texts         []Text
	// Style is the style sheet of an SVG that is a file of its own. "" leaves the style to
	// the page.
	Style string
}

// Margin is the space around a chart and the labels of its axes.
type Margin struct{ Top, Right, Bottom int }

// Axis is one of the two axes. It reaches from its first to its last tick.
type Axis struct {
	Name  string
	Scale Scale // nil means Linear
	Ticks []Tick
}

// Tick is a labelled place on an axis.
type Tick struct {
	At    float64
	Label string
	Plain bool // no line across the chart
}

// SVG draws the chart. It returns an error if an axis has fewer than two ticks.
func (c *Chart) SVG() ([]byte, error) {
	for _, axis := range []*Axis{&c.X, &c.Y} {
		if len(axis.Ticks) < 2 {
			return nil, fmt.Errorf("cannot draw axis %q of %d ticks", axis.Name, len(axis.Ticks))
		}
	}
	var out bytes.Buffer
	if err := c.chart().Render(chartdraw.SVGWithCSS(c.Style, ""), &out); err != nil {
		return nil, fmt.Errorf("cannot draw: %w", err)
	}
	return out.Bytes(), nil
}

// roomy allows for fonts that are wider than the one with which the library measures, so
// that no label overlaps its axis.
const roomy = 1.12

// points converts pixels to points, in which the library measures fonts.
func points(pixels float64) float64 { return pixels * 72 / drawing.DefaultDPI }

// across is the style of grid lines. It is readable on light and dark backgrounds.
var across = chartdraw.Style{StrokeColor: drawing.Color{R: 128, G: 128, B: 128, A: 64}, StrokeWidth: 1}

func (c *Chart) chart() *chartdraw.Chart {
	axis := chartdraw.Style{
		ClassName:   "axis",
		FontStyle:   chartdraw.FontStyle{FontSize: points(c.FontSize * roomy), FontColor: drawing.ColorBlack},
		StrokeColor: drawing.ColorBlack,
		StrokeWidth: 1,
	}
	side := int(c.FontSize / 2)
	drawn := &chartdraw.Chart{
		Width:  c.Width,
		Height: c.Height,
		Background: chartdraw.Style{ClassName: "page", Padding: chartdraw.Box{
			Top: c.Margin.Top + side, Left: side, Right: c.Margin.Right + side, Bottom: c.Margin.Bottom + side, IsSet: true,
		}},
		Canvas: chartdraw.Style{ClassName: "canvas"},
		XAxis: chartdraw.XAxis{
			Name: c.X.Name, NameStyle: axis, Style: axis, TickStyle: axis,
			Ticks: c.X.ticks(), GridLines: c.X.lines(), GridMajorStyle: across, GridMinorStyle: across,
		},
		// The library's first axis of values is at the right.
		YAxis: chartdraw.YAxis{Style: chartdraw.Hidden(), Range: &chartdraw.ContinuousRange{Max: 1}},
		YAxisSecondary: chartdraw.YAxis{
			Style: axis, TickStyle: axis, Zero: chartdraw.GridLine{Style: chartdraw.Hidden()},
			Ticks: c.Y.ticks(), GridLines: c.Y.lines(), GridMajorStyle: across, GridMinorStyle: across,
		},
	}
	for _, m := range c.Marks {
		for _, piece := range m.pieces(c.X.scale(), c.Y.scale()) {
			drawn.Series = append(drawn.Series, piece)
		}
	}
	if len(drawn.Series) == 0 {
		drawn.Series = append(drawn.Series, &piece{})
	}
	drawn.Elements = append(drawn.Elements, c.write)
	return drawn
}

func (a *Axis) scale() Scale {
	if a.Scale == nil {
		return Linear
	}
	return a.Scale
}

func (a *Axis) ticks() []chartdraw.Tick {
	all := make([]chartdraw.Tick, len(a.Ticks))
	for i, t := range a.Ticks {
		all[i] = chartdraw.Tick{Value: a.scale()(t.At), Label: t.Label}
	}
	return all
}

// lines returns the grid lines of a. Without any, the library would draw its own.
func (a *Axis) lines() (all []chartdraw.GridLine) {
	for _, t := range a.Ticks {
		if !t.Plain {
			all = append(all, chartdraw.GridLine{Value: a.scale()(t.At), Style: across})
		}
	}
	if all == nil {
		all = append(all, chartdraw.GridLine{Value: a.scale()(a.Ticks[0].At), Style: across})
	}
	return all
}

// finite reports whether v can be drawn.
func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
