package plot

import (
	"github.com/go-analyze/charts/chartdraw"
	"github.com/go-analyze/charts/chartdraw/drawing"
)

// Text is written at a place in the view box, from there on to the right unless
// the style sheet anchors its class otherwise.
type Text struct {
	Class string
	X, Y  int
	Body  string
	// Swatch draws a small box of this class before the text, as legends have it,
	// and Stroke a line.
	Swatch, Stroke string
}

// write draws the texts.
func (c *Chart) write(r chartdraw.Renderer, _ chartdraw.Box, defaults chartdraw.Style) {
	size := int(c.FontSize)
	for _, t := range c.Texts {
		x := t.X
		if t.Swatch != "" {
			chartdraw.Draw.Box(r, chartdraw.Box{Left: x, Right: x + size, Top: t.Y - size + size/8, Bottom: t.Y + size/8},
				chartdraw.Style{ClassName: t.Swatch, FillColor: drawing.ColorBlack, StrokeColor: drawing.ColorBlack, StrokeWidth: 1})
			x += size + size/2
		}
		if t.Stroke != "" {
			style := chartdraw.Style{ClassName: t.Stroke, StrokeColor: drawing.ColorBlack, StrokeWidth: 1}
			style.WriteToRenderer(r)
			r.MoveTo(x, t.Y-size/3)
			r.LineTo(x+size, t.Y-size/3)
			r.Stroke()
			x += size + size/2
		}
		chartdraw.Draw.Text(r, t.Body, x, t.Y, chartdraw.Style{ClassName: t.Class, FontStyle: chartdraw.FontStyle{FontSize: points(c.FontSize), Font: defaults.Font}})
	}
}
