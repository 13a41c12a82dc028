package plot

import (
	"github.com/go-analyze/charts/chartdraw"
	"github.com/go-analyze/charts/chartdraw/drawing"
)

// Mark shows data of one CSS class. Its values are in the units of the axes.
type Mark struct {
	Class string
	// Line connects points. A point that is not finite is a gap. A point between two gaps
	// becomes a dot.
	Line []Point
	// Dots draws a dot at each point, in addition to the line.
	Dots bool
	// Boxes are bars.
	Boxes []Box
	// Notes are texts to the right of points.
	Notes []Note
}

// Note is a text beside a point.
type Note struct {
	At   Point
	Body string
}

// Point is a point of the chart.
type Point struct{ X, Y float64 }

// Box is a rectangle between two corners.
type Box struct{ From, To Point }

// dot is the radius of a dot.
const dot = 4

// pieces returns the parts of the mark on these scales.
func (m *Mark) pieces(x, y Scale) []*piece {
	var all []*piece
	joined := false
	for _, p := range m.Line {
		place := Point{x(p.X), y(p.Y)}
		if !finite(place.X) || !finite(place.Y) {
			joined = false
			continue
		}
		if !joined {
			all = append(all, &piece{class: m.Class, dots: m.Dots})
		}
		last := all[len(all)-1]
		last.line = append(last.line, place)
		joined = true
	}
	for _, b := range m.Boxes {
		all = append(all, &piece{class: m.Class, box: &Box{Point{x(b.From.X), y(b.From.Y)}, Point{x(b.To.X), y(b.To.Y)}}})
	}
	for _, n := range m.Notes {
		all = append(all, &piece{class: m.Class, note: &Note{Point{x(n.At.X), y(n.At.Y)}, n.Body}})
	}
	return all
}

// piece is a line without gaps, a box or a note as the library draws it.
type piece struct {
	class string
	line  []Point
	dots  bool
	box   *Box
	note  *Note
}

var _ chartdraw.Series = (*piece)(nil)

func (p *piece) GetName() string                { return p.class }
func (p *piece) GetYAxis() chartdraw.YAxisType  { return chartdraw.YAxisSecondary }
func (p *piece) GetStyle() chartdraw.Style      { return chartdraw.Style{ClassName: p.class} }
func (p *piece) Validate() error                { return nil }
func (p *piece) Len() int                       { return len(p.line) }
func (p *piece) GetValues(i int) (x, y float64) { return p.line[i].X, p.line[i].Y }

func (p *piece) Render(r chartdraw.Renderer, canvas chartdraw.Box, x, y chartdraw.Range, defaults chartdraw.Style) {
	style := chartdraw.Style{ClassName: p.class, FontStyle: defaults.FontStyle, StrokeColor: drawing.ColorBlack, StrokeWidth: 1}
	switch {
	case p.box != nil:
		style.FillColor = drawing.ColorBlack
		left, right := x.Translate(p.box.From.X), x.Translate(p.box.To.X)
		bottom, top := y.Translate(p.box.From.Y), y.Translate(p.box.To.Y)
		chartdraw.Draw.Box(r, chartdraw.Box{
			Left: canvas.Left + left, Right: canvas.Left + max(right, left+1), // never out of sight
			Top: canvas.Bottom - max(top, bottom+1), Bottom: canvas.Bottom - bottom,
		}, style)
	case p.note != nil:
		height := chartdraw.Draw.MeasureText(r, p.note.Body, style).Height()
		chartdraw.Draw.Text(r, p.note.Body, canvas.Left+x.Translate(p.note.At.X)+height/2, canvas.Bottom-y.Translate(p.note.At.Y)+height*2/5, style)
	default:
		if p.dots || len(p.line) == 1 {
			style.DotColor, style.DotWidth = drawing.ColorBlack, dot
		}
		if len(p.line) == 1 {
			style.StrokeColor = drawing.Color{}
		}
		chartdraw.Draw.LineSeries(r, canvas, x, y, style, p)
	}
}
