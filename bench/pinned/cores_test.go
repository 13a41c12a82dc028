//go:build linux

package main

import (
	"strings"
	"testing"

	"mock-openai/bench/record"
)

// coresRows returns the rows of a server that scales evenly up to 4 cores, and worse to 8.
func coresRows(t *testing.T) (rows []coresRow) {
	for _, n := range []int{1, 2, 4, 8} {
		server, load, ok := planCores(machineOf(16, 1, 1), n)
		if !ok {
			t.Fatalf("no plan for %d cores", n)
		}
		rate := 100_000 * n
		if n == 8 {
			rate = 600_000
		}
		late := readingOf(2)
		for _, what := range []string{"chat", pacedEvents} {
			row := coresRow{what: what, server: server, load: load}
			row.Rounds = []record.Round{{Requests: rate, Seconds: 1, CPU: float64(n)}}
			if what == pacedEvents {
				row.late = &late
				row.Rounds[0] = record.Round{Requests: rate / 2, Seconds: 1, CPU: float64(n) / 2} // half of the time idle
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func TestCores_Table(t *testing.T) {
	got := coresTable(coresRows(t))
	for _, want := range []string{
		"| 1 | 2 | chat | 100000 | 1.00 | 10.00 | 100 % |  |",
		"| 4 | 8 | chat | 400000 | 1.00 | 10.00 | 100 % |  |",
		"| 8 | 8 | chat | 600000 | 0.75 | 13.33 | 100 % |  |",
		"| 8 | 8 | paced events | 600000 | 0.75 | 13.33 | 50 % | ",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}

// TestCores_Draw draws the curve of one and of many numbers of cores.
func TestCores_Draw(t *testing.T) {
	rows := coresRows(t)
	for _, n := range []int{2, len(rows)} {
		svg, err := drawCores(&record.Run{Machine: "16 <cores>"}, rows[:n])
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(svg), "16 &lt;cores&gt;") || !strings.Contains(string(svg), ">paced, --stream-writer<") {
			t.Errorf("the drawing of %d rows says nothing: %s", n, svg)
		}
	}
}
