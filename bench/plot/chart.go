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

// Chart is what is drawn. Lengths are those of the SVG's view box.
type Chart struct {
	Width, Height int
	FontSize      float64 // of the axes
	Margin        Margin  // left free for Texts and Notes
	X, Y          Axis
	Marks         []Mark
	Texts         []Text
	// Style is a style sheet for an SVG that is a file of its own; "" leaves it to
	// the page.
	Style string
}

// Margin is what is left free around a chart and the labels of its axes.
type Margin struct{ Top, Right, Bottom int }

// Axis is one of the two. Its first and last tick are its ends.
type Axis struct {
	Name  string
	Scale Scale // nil means Linear
	Ticks []Tick
}

// Tick is a place on an axis.
type Tick struct {
	At    float64
	Label string
	Plain bool // no line across the chart
}

// SVG is the chart. It fails if an axis has less than two ticks.
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

// roomy is how much wider than the font that the library measures with others may
// be, so that no label runs into its axis.
const roomy = 1.12

// points is what the library measures fonts in, for a length in pixels.
func points(pixels float64) float64 { return pixels * 72 / drawing.DefaultDPI }

// across is of lines across a chart: readable on light and dark alike.
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

// lines are those across the chart. Without any the library would make its own.
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
