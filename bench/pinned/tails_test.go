//go:build linux

package main

import (
	"fmt"
	"testing"

	"mock-openai/bench/record"
)

func TestTailsRow(t *testing.T) {
	rounds := func(rate int, tails ...string) (all []record.Round) {
		for _, tail := range tails {
			all = append(all, record.Round{Requests: rate, Seconds: 1, Output: "  100 requests in 1.00s, 1MB read\ntail: " + tail + "\n"})
		}
		return all
	}
	s := record.Series{Request: "chat", Connections: 64, Servers: []record.Server{
		{Name: mock, Rounds: rounds(90, "1000 2000 4000", "1200 3000 6000", "900 1000 2000")},
		{Name: yardstick, Rounds: rounds(100, "1000 2000 2000", "1000 2000 3000", "1000 2000 1000")},
	}}
	want := "| chat | 2 | 64 | 1 | 1 | 2 | 2 | **1.00** (0.50–1.50) ✓ | 4 | 2 | **2.00** (2.00–2.00) ✗ | – | – | 0.90 |\n"
	if got, err := tailsRow(s, 2); got != want || err != nil {
		t.Errorf("got  %swant %s%v", got, want, err)
	}
	s.Servers[1].Rounds[1].Output = wrkOutput
	if row, err := tailsRow(s, 2); err == nil {
		t.Error("a round without a tail is taken: " + row)
	}
}

// TestTailCores expects wrk to have cores of its own, or else to share those of the server.
func TestTailCores(t *testing.T) {
	f := func(cpus, cores int, want string) {
		t.Helper()
		var all []processor
		for id := range cpus {
			all = append(all, processor{id: id, core: id})
		}
		server, load, err := tailCores(all, cores)
		if got := fmt.Sprint(server, load); err == nil && got != want || (err != nil) != (want == "") {
			t.Errorf("%d of %d: %s, %v; want %s", cores, cpus, got, err, want)
		}
	}
	f(2, 1, "0 1")
	f(2, 2, "0,1 0,1")
	f(4, 2, "0,1 2,3")
	f(3, 2, "0,1 0,1,2")
	f(1, 2, "")
}
