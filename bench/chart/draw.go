package main

import (
	"fmt"
	"slices"

	"mock-openai/bench/plot"
	"mock-openai/bench/record"
)

// Lengths in the view box.
const (
	width    = 760
	fontSize = 13
	rowPitch = 46 // a request, of one bar or two
	head     = 84
	foot     = 80
)

// style follows the reader's colour scheme where that is supported.
const style = `
text { font: 13px Roboto, system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2937 }
path { fill: none; stroke: none } .page { fill: #ffffff } .axis.stroke { stroke: #9ca3af }
.title { font-size: 16px; font-weight: 600 } .small { font-size: 12px; fill: #6b7280 } .figure { font-weight: 600 }
.end { text-anchor: end }
.mock-openai { fill: #2563eb } .nginx { fill: #9ca3af } .range { stroke: #1f2937 }
.yardstick { stroke: #1f2937; stroke-width: 1.5 } .limit { stroke: #dc2626; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
.page { fill: #0d1117 } text { fill: #e5e7eb } .small { fill: #9ca3af } .mock-openai { fill: #60a5fa } .nginx { fill: #6b7280 }
.axis.stroke { stroke: #4b5563 } .range, .yardstick { stroke: #e5e7eb } .limit { stroke: #f87171 } }
`

// draw returns the series at that number of connections as an SVG: a row for each
// request, with a bar for each server.
func draw(r *record.Run, connections int) ([]byte, error) {
	var rows []record.Series
	end := 1.25 // of the axis: beyond every figure
	for _, s := range r.Series {
		if s.Connections != connections {
			continue
		}
		rows = append(rows, s)
		for _, name := range drawn(s) {
			_, _, high := s.Ratio(name, "fasthttp")
			end = max(end, high, s.Bar)
		}
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("nothing was measured at %d connections", connections)
	}
	slices.Reverse(rows) // the axis grows upwards
	c := &plot.Chart{
		Width: width, Height: head + len(rows)*rowPitch + foot, Margin: plot.Margin{Top: head, Right: 48, Bottom: 22}, FontSize: fontSize, Style: style,
		X:     plot.Axis{Name: "ratio to bare fasthttp (= 1)", Ticks: ratios(end)},
		Y:     plot.Axis{Ticks: []plot.Tick{{At: 0, Plain: true}}},
		Texts: texts(r, connections, head+len(rows)*rowPitch+foot-10),
	}
	for i, s := range rows {
		c.Y.Ticks = append(c.Y.Ticks, plot.Tick{At: float64(i) + 0.5, Label: s.Request, Plain: true})
		c.Marks = append(c.Marks, row(s, float64(i), c.X.Ticks[len(c.X.Ticks)-1].At)...)
	}
	c.Y.Ticks = append(c.Y.Ticks, plot.Tick{At: float64(len(rows)), Plain: true})
	c.Marks = append(c.Marks, line("yardstick", 1, 0, 1, float64(len(rows))))
	return c.SVG()
}

// drawn returns the names of the servers that get a bar.
func drawn(s record.Series) (names []string) {
	for _, name := range []string{"mock-openai", "nginx"} {
		if middle, _, _ := s.Ratio(name, "fasthttp"); middle > 0 {
			names = append(names, name)
		}
	}
	return names
}

// ratios returns ticks from 0 to end, a quarter apart.
func ratios(end float64) (ticks []plot.Tick) {
	for at := 0.0; ; at += 0.25 {
		ticks = append(ticks, plot.Tick{At: at, Label: plot.Figure(at)})
		if at >= end {
			return ticks
		}
	}
}

func texts(r *record.Run, connections, bottom int) []plot.Text {
	const legend = 66
	return []plot.Text{
		{Class: "title", X: 16, Y: 26, Body: "CPU time per request, server on one core, over that of bare fasthttp"},
		{Class: "small", X: 16, Y: 45, Body: fmt.Sprintf("%d connections; fasthttp and nginx answer a constant of the same size; shorter is better", connections)},
		{Class: "label", X: 16, Y: legend, Body: "mock-openai", Swatch: "mock-openai"},
		{Class: "label", X: 136, Y: legend, Body: "nginx", Swatch: "nginx"},
		{Class: "label", X: 216, Y: legend, Body: "not to exceed", Stroke: "limit"},
		{Class: "label", X: 346, Y: legend, Body: "lowest to highest round", Stroke: "range"},
		{Class: "small end", X: width - 16, Y: bottom, Body: fmt.Sprintf("%s, %s, %s, %s", r.Machine, r.Go, r.Version, r.Date)},
	}
}

// row returns the bars of one request, between y and y+1, with their figures at the end of
// the axis.
func row(s record.Series, y, end float64) (marks []plot.Mark) {
	names := drawn(s)
	const thick = 0.3
	top := y + 0.5 + thick*float64(len(names))/2
	for i, name := range names {
		middle, low, high := s.Ratio(name, "fasthttp")
		at := top - thick*float64(i)
		marks = append(marks,
			plot.Mark{Class: name, Boxes: []plot.Box{{From: plot.Point{Y: at - thick*0.9}, To: plot.Point{X: middle, Y: at}}}},
			line("range", low, at-thick/2, high, at-thick/2),
			plot.Mark{Class: "figure", Notes: []plot.Note{{At: plot.Point{X: end, Y: at - thick/2}, Body: fmt.Sprintf("%.2f", middle)}}})
	}
	if s.Bar > 0 && len(names) > 0 {
		marks = append(marks, line("limit", s.Bar, top+0.08, s.Bar, top-thick))
	}
	return marks
}

func line(class string, x1, y1, x2, y2 float64) plot.Mark {
	return plot.Mark{Class: class, Line: []plot.Point{{X: x1, Y: y1}, {X: x2, Y: y2}}}
}
