//go:build linux

package main

import (
	"fmt"
	"strconv"

	"mock-openai/bench/plot"
	"mock-openai/bench/record"
)

// coresStyle follows the reader's colour scheme where that is supported.
const coresStyle = `
text { font: 13px Roboto, system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2937 }
path { fill: none; stroke: none } .page { fill: #ffffff } .axis.stroke { stroke: #9ca3af }
.title { font-size: 16px; font-weight: 600 } .small { font-size: 12px; fill: #6b7280 } .end { text-anchor: end }
.ideal { stroke: #9ca3af; stroke-width: 1.5; stroke-dasharray: 5 4 }
.chat { stroke: #2563eb; stroke-width: 2 } circle.chat { fill: #2563eb } .stream { stroke: #dc2626; stroke-width: 2 } circle.stream { fill: #dc2626 }
.paced { stroke: #059669; stroke-width: 2 } circle.paced { fill: #059669 } .writer { stroke: #d97706; stroke-width: 2 } circle.writer { fill: #d97706 }
@media (prefers-color-scheme: dark) {
.page { fill: #0d1117 } text { fill: #e5e7eb } .small { fill: #9ca3af } .axis.stroke { stroke: #4b5563 }
.chat { stroke: #60a5fa } circle.chat { fill: #60a5fa } .stream { stroke: #f87171 } circle.stream { fill: #f87171 }
.paced { stroke: #34d399 } circle.paced { fill: #34d399 } .writer { stroke: #fbbf24 } circle.writer { fill: #fbbf24 } }
`

// coresClasses are the classes of the curves.
var coresClasses = []struct{ what, class, label string }{
	{"chat", "chat", "chat"},
	{"stream", "stream", "stream"},
	{pacedEvents, "paced", "paced events"},
	{pacedWriter, "writer", "paced, --stream-writer"},
}

// drawCores draws the speed-up of the server, relative to one core, over the number of cores.
func drawCores(r *record.Run, rows []coresRow) ([]byte, error) {
	const width, legend = 760, 66
	most, top := 2.0, 2.0 // ends of the axes
	for _, row := range rows {
		most = max(most, float64(len(row.server)))
		top = max(top, times(row, rows))
	}
	c := &plot.Chart{
		Width: width, Height: 420, Margin: plot.Margin{Top: 84, Right: 24, Bottom: 30}, FontSize: 13, Style: coresStyle,
		X: plot.Axis{Name: "the server's cores", Ticks: []plot.Tick{{At: 0, Label: "0"}}},
		Y: plot.Axis{Ticks: plot.LinearTicks(max(most, top), 8)},
		Texts: []plot.Text{
			{Class: "title", X: 16, Y: 26, Body: "Throughput over cores, in times the throughput per core with the fewest"},
			{Class: "small", X: 16, Y: 45, Body: "load generator on cores of its own; paced: what the CPU time of an event leaves room for"},
			{Class: "small end", X: width - 16, Y: 412, Body: fmt.Sprintf("%s, %s, %s, %s", r.Machine, r.Go, r.Version, r.Date)},
			{Class: "label", X: 580, Y: legend, Body: "in proportion", Stroke: "ideal"},
		},
		Marks: []plot.Mark{{Class: "ideal", Line: []plot.Point{{X: 0, Y: 0}, {X: most, Y: most}}}},
	}
	for n := 1; n <= int(most); n *= 2 {
		c.X.Ticks = append(c.X.Ticks, plot.Tick{At: float64(n), Label: strconv.Itoa(n)})
	}
	if last := c.X.Ticks[len(c.X.Ticks)-1].At; last < most {
		c.X.Ticks = append(c.X.Ticks, plot.Tick{At: most, Label: plot.Figure(most)})
	}
	at := 16
	for _, curve := range coresClasses {
		m := plot.Mark{Class: curve.class, Dots: true}
		for _, row := range rows {
			if row.what == curve.what {
				m.Line = append(m.Line, plot.Point{X: float64(len(row.server)), Y: times(row, rows)})
			}
		}
		c.Marks = append(c.Marks, m)
		c.Texts = append(c.Texts, plot.Text{Class: "label", X: at, Y: legend, Body: curve.label, Stroke: curve.class})
		at += 60 + 8*len(curve.label)
	}
	return c.SVG()
}

// times returns the rate of row over the rate per core with the fewest cores in all.
func times(row coresRow, all []coresRow) float64 {
	return row.efficiency(all) * float64(len(row.server))
}
