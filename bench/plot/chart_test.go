package plot_test

import (
	"bytes"
	"encoding/xml"
	"io"
	"math"
	"os/exec"
	"strings"
	"testing"

	"mock-openai/bench/plot"
)

// wellFormed fails the test if data is not XML.
func wellFormed(t *testing.T, data []byte) {
	t.Helper()
	for d := xml.NewDecoder(bytes.NewReader(data)); ; {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("%v in %s", err, data)
		}
	}
}

func TestChart(t *testing.T) {
	c := &plot.Chart{
		Width: 400, Height: 200, FontSize: 12,
		X: plot.Axis{Name: "<x>", Ticks: plot.LinearTicks(3, 3)},
		Y: plot.Axis{Scale: plot.Log, Ticks: plot.LogTicks(0.5, 80)},
		Marks: []plot.Mark{
			{Class: "line", Line: []plot.Point{{0, 1}, {1, 2}, {2, math.NaN()}, {3, 50}}},
			{Class: "bar", Boxes: []plot.Box{{plot.Point{0, 1}, plot.Point{1, 10}}}},
			{Class: "note", Notes: []plot.Note{{plot.Point{1, 1}, "a & b"}}},
		},
		Texts: []plot.Text{{Class: "title", X: 1, Y: 1, Body: "title", Swatch: "bar", Stroke: "line"}},
	}
	svg, err := c.SVG()
	if err != nil {
		t.Fatal(err)
	}
	wellFormed(t, svg)
	for want, n := range map[string]int{
		`class="line stroke"/>`:  2, // the line before the gap, and the stroke of the legend
		"<circle":                1, // the point alone behind the gap
		`class="bar stroke fill`: 2,
		">a &amp; b<":            1,
		"&lt;x&gt;":              1,
		">0.5<":                  1, ">100<": 1, ">3<": 1,
	} {
		if got := strings.Count(string(svg), want); got != n {
			t.Errorf("%d times %s, want %d, in\n%s", got, want, n, svg)
		}
	}
}

func TestChart_Empty(t *testing.T) {
	axis := plot.Axis{Ticks: plot.LinearTicks(0, 4)}
	svg, err := (&plot.Chart{Width: 100, Height: 100, FontSize: 10, X: axis, Y: axis}).SVG()
	if err != nil {
		t.Fatal(err)
	}
	wellFormed(t, svg)
	if _, err := (&plot.Chart{Width: 100, Height: 100}).SVG(); err == nil {
		t.Error("draws axes without ticks")
	}
}

func TestTicks(t *testing.T) {
	f := func(ticks []plot.Tick, want string) {
		t.Helper()
		var labels []string
		for _, tick := range ticks {
			labels = append(labels, tick.Label)
		}
		if got := strings.Join(labels, " "); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	f(plot.LinearTicks(10, 5), "0 2 4 6 8 10")
	f(plot.LinearTicks(61234, 4), "0 20k 40k 60k 80k")
	f(plot.LinearTicks(0, 4), "0 0.5 1")
	f(plot.LinearTicks(math.NaN(), 4), "0 0.5 1")
	f(plot.LogTicks(0.3, 7), "0.2 0.5 1 2 5 10")
	f(plot.LogTicks(0.3, 3000), "0.1 1 10 100 1000 10k")
	f(plot.LogTicks(5, 5), "5 10")
	f(plot.LogTicks(0, 5), "1 2 5 10")
	f(plot.NinesTicks(5), "0 50 % 90 %")
	f(plot.NinesTicks(1000), "0 50 % 90 % 99 % 99.9 %")
}

// TestServerDoesNotDraw wants what draws left out of what serves.
func TestServerDoesNotDraw(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "mock-openai/fast").Output()
	if err != nil {
		t.Skip("no go command: ", err)
	}
	if strings.Contains(string(out), "go-analyze") {
		t.Error("mock-openai/fast imports a library of charts")
	}
}
