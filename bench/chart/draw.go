package main

import (
	"bytes"
	"fmt"
	"html"
	"math"

	"mock-openai/bench/record"
)

// Measures of the drawing in pixels.
const (
	width  = 760
	left   = 170 // of the bars
	right  = 70  // of them, with their figures
	top    = 96
	thick  = 14 // a bar
	rowGap = 18
	bottom = 58
)

// style follows the reader's colour scheme where that is supported; the page
// is painted for where it is not.
const style = `<style>
text { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2937 }
.page { fill: #ffffff } .title { font-size: 16px; font-weight: 600 } .small { font-size: 12px; fill: #6b7280 } .figure { font-weight: 600 }
.mock-openai { fill: #2563eb } .nginx { fill: #9ca3af } .grid { stroke: #e5e7eb } .range { stroke: #1f2937 }
.yardstick { stroke: #1f2937; stroke-width: 1.5 } .limit { stroke: #dc2626; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
.page { fill: #0d1117 } text { fill: #e5e7eb } .small { fill: #9ca3af } .mock-openai { fill: #60a5fa } .nginx { fill: #6b7280 }
.grid { stroke: #374151 } .range, .yardstick { stroke: #e5e7eb } .limit { stroke: #f87171 } }
</style>
`

// drawing is an SVG in the making.
type drawing struct {
	bytes.Buffer
	scale float64 // pixels for a ratio of 1
	end   float64 // of the axis, a ratio
	y     float64 // where the next bar goes
}

// draw returns the series at that number of connections as an SVG.
func draw(r *record.Run, connections int) ([]byte, error) {
	var series []record.Series
	bars := 0
	for _, s := range r.Series {
		if s.Connections == connections {
			series = append(series, s)
			bars += len(drawn(s))
		}
	}
	if len(series) == 0 {
		return nil, fmt.Errorf("nothing was measured at %d connections", connections)
	}
	d := &drawing{end: axisEnd(series), y: top}
	d.scale = (width - left - right) / d.end
	base := float64(top + bars*thick + len(series)*rowGap)
	d.open(r, connections, base)
	for _, s := range series {
		d.row(s)
	}
	d.line("yardstick", d.x(1), top-10, d.x(1), base)
	d.WriteString("</svg>\n")
	return d.Bytes(), nil
}

// drawn are the names of the servers that get a bar.
func drawn(s record.Series) (names []string) {
	for _, name := range []string{"mock-openai", "nginx"} {
		if middle, _, _ := s.Ratio(name, "fasthttp"); middle > 0 {
			names = append(names, name)
		}
	}
	return names
}

// axisEnd is beyond every figure, and a multiple of a quarter.
func axisEnd(series []record.Series) float64 {
	end := 1.25
	for _, s := range series {
		for _, name := range drawn(s) {
			_, _, high := s.Ratio(name, "fasthttp")
			end = max(end, high, s.Bar)
		}
	}
	return math.Ceil(end*4) / 4
}

func (d *drawing) x(ratio float64) float64 { return left + ratio*d.scale }

// open draws what the bars lie on. base is where the axis is.
func (d *drawing) open(r *record.Run, connections int, base float64) {
	fmt.Fprintf(d, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%.0f" viewBox="0 0 %[1]d %.0[2]f" role="img">`+"\n", width, base+bottom)
	fmt.Fprintf(d, "<title>CPU time per request against bare fasthttp</title>\n%s", style)
	d.WriteString(`<rect class="page" width="100%" height="100%" rx="6"/>` + "\n")
	d.text("title", "start", 16, 26, "CPU time per request, server on one core, over that of bare fasthttp")
	d.text("small", "start", 16, 46, fmt.Sprintf("%d connections; fasthttp and nginx answer a constant of the same size; shorter is better", connections))
	d.legend()
	for step := 0.0; step <= d.end; step += 0.25 {
		d.line("grid", d.x(step), top-4, d.x(step), base)
		d.text("small", "middle", d.x(step), base+16, fmt.Sprintf("%g", step))
	}
	d.text("", "middle", (left+width-right)/2, base+36, "ratio to bare fasthttp (= 1)")
	d.text("small", "end", width-16, base+52, fmt.Sprintf("%s, %s, %s, %s", r.Machine, r.Go, r.Version, r.Date))
}

func (d *drawing) legend() {
	const y = 70
	d.bar("mock-openai", left, y-10, 14)
	d.text("", "start", left+20, y, "mock-openai")
	d.bar("nginx", left+120, y-10, 14)
	d.text("", "start", left+140, y, "nginx")
	d.line("limit", left+206, y-11, left+206, y+2)
	d.text("", "start", left+214, y, "not to exceed")
	d.line("range", left+320, y-5, left+340, y-5)
	d.text("", "start", left+348, y, "lowest to highest round")
}

// row draws the bars of one request.
func (d *drawing) row(s record.Series) {
	names := drawn(s)
	d.text("", "end", left-12, d.y+float64(thick*len(names)/2)+5, s.Request)
	first := d.y
	for _, name := range names {
		middle, low, high := s.Ratio(name, "fasthttp")
		y := d.y + (thick-1)/2.0
		d.bar(name, left, d.y, d.x(middle)-left)
		d.line("range", d.x(low), y, d.x(high), y)
		d.text("figure", "end", width-right+44, d.y+thick-3, fmt.Sprintf("%.2f", middle))
		d.y += thick
	}
	if s.Bar > 0 {
		d.line("limit", d.x(s.Bar), first-4, d.x(s.Bar), first+thick)
	}
	d.y += rowGap
}

func (d *drawing) text(class, anchor string, x, y float64, text string) {
	fmt.Fprintf(d, `<text class="%s" text-anchor="%s" x="%.1f" y="%.1f">%s</text>`+"\n", class, anchor, x, y, html.EscapeString(text))
}

func (d *drawing) bar(class string, x, y, length float64) {
	fmt.Fprintf(d, `<rect class="%s" x="%.1f" y="%.1f" width="%.1f" height="%d" rx="2"/>`+"\n", class, x, y, length, thick-1)
}

func (d *drawing) line(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(d, `<line class="%s" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/>`+"\n", class, x1, y1, x2, y2)
}
