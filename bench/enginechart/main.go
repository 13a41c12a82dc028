// Command enginechart draws what BenchmarkCurve of package batch prints: throughput and
// goodput of the engine over the offered rate, as an SVG.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"

	"mock-openai/bench/plot"
)

// style follows the reader's colour scheme where that is supported.
const style = `
text { font: 13px Roboto, system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2937 }
path { fill: none; stroke: none } .page { fill: #ffffff } .axis.stroke { stroke: #9ca3af }
.title { font-size: 16px; font-weight: 600 } .small { font-size: 12px; fill: #6b7280 }
.all { stroke: #9ca3af; stroke-width: 2 } .good { stroke: #2563eb; stroke-width: 2 }
.small-all { stroke: #9ca3af; stroke-width: 2; stroke-dasharray: 5 4 } .small-good { stroke: #dc2626; stroke-width: 2; stroke-dasharray: 5 4 }
@media (prefers-color-scheme: dark) {
.page { fill: #0d1117 } text { fill: #e5e7eb } .small { fill: #9ca3af } .axis.stroke { stroke: #4b5563 }
.good { stroke: #60a5fa } .small-good { stroke: #f87171 } }
`

// meanAnswer is the mean length of an answer in the benchmark, in tokens.
const meanAnswer = 256

var (
	name   = regexp.MustCompile(`^BenchmarkCurve/blocks=(\d+)/rate=([\d.]+?)(?:-\d+)?\s`)
	metric = regexp.MustCompile(`([\d.]+) (tokens/s|good/s)`)
)

// read returns a line for each class of the style.
func read(in io.Reader) map[string][]plot.Point {
	lines := map[string][]plot.Point{}
	for s := bufio.NewScanner(in); s.Scan(); {
		of := name.FindStringSubmatch(s.Text())
		if of == nil {
			continue
		}
		class := ""
		if of[1] != "0" {
			class = "small-"
		}
		rate, _ := strconv.ParseFloat(of[2], 64) // the expression sees to it
		for _, m := range metric.FindAllStringSubmatch(s.Text(), -1) {
			value, _ := strconv.ParseFloat(m[1], 64)
			if m[2] == "tokens/s" {
				lines[class+"all"] = append(lines[class+"all"], plot.Point{X: rate, Y: value / meanAnswer})
			} else {
				lines[class+"good"] = append(lines[class+"good"], plot.Point{X: rate, Y: value})
			}
		}
	}
	return lines
}

// draw draws lines.
func draw(lines map[string][]plot.Point) ([]byte, error) {
	const legend = 66
	c := &plot.Chart{
		Width: 760, Height: 360, Margin: plot.Margin{Top: 84, Right: 24, Bottom: 8}, FontSize: 13, Style: style,
		X: plot.Axis{Name: "offered requests per second", Ticks: plot.LinearTicks(8, 8)},
		Y: plot.Axis{Ticks: plot.LinearTicks(6, 6)},
		Texts: []plot.Text{
			{Class: "title", X: 16, Y: 26, Body: "Answers per second of --engine batch"},
			{Class: "small", X: 16, Y: 45, Body: "a100-70b-tp4, prompts of 512 tokens, answers of 256±64; good: TTFT up to 2 s and 150 ms per token"},
			{Class: "label", X: 16, Y: legend, Body: "all", Stroke: "all"},
			{Class: "label", X: 96, Y: legend, Body: "good", Stroke: "good"},
			{Class: "label", X: 186, Y: legend, Body: "all, 5,000 blocks", Stroke: "small-all"},
			{Class: "label", X: 356, Y: legend, Body: "good, 5,000 blocks", Stroke: "small-good"},
		},
	}
	for _, class := range []string{"all", "small-all", "good", "small-good"} {
		if len(lines[class]) == 0 {
			return nil, fmt.Errorf("no line of BenchmarkCurve for %s", class)
		}
		c.Marks = append(c.Marks, plot.Mark{Class: class, Line: lines[class]})
	}
	return c.SVG()
}

func main() {
	svg, err := draw(read(os.Stdin))
	if err == nil {
		_, err = os.Stdout.Write(svg)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "enginechart:", err)
		os.Exit(1)
	}
}
