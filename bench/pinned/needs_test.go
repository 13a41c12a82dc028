//go:build linux

package main

import (
	"strings"
	"testing"

	"mock-openai/bench/record"
)

// TestNeeds computes tables from round figures.
func TestNeeds(t *testing.T) {
	n := needs{chat: 20, stream: 35, paced: []pacedNeeds{{event: 10, memory: 20}, {event: 5, memory: 10}}}
	of := func(name string, us float64) record.Server {
		return record.Server{Name: name, Rounds: []record.Round{{Requests: 1, Seconds: 1, CPU: us / 1e6}}}
	}
	chat := record.Series{Servers: []record.Server{of(mock, 20), of(yardstick, 18), of("another", 30)}}
	stream := record.Series{Events: 11, Servers: []record.Server{of(mock, 35), of(yardstick, 19)}}
	got := perCore(n, chat, stream, []string{"another"}) + n.table()
	for _, want := range []string{
		"| mock-openai | 50000 | 28600 | 100000 | 48800 |\n",
		"| mock-openai --stream-writer | 50000 | 28600 | 200000 | 97700 |\n",
		"| fasthttp, a constant of the same length | 55600 | 52600 | – | – |\n",
		"| another | 33300 | – | – | – |\n",
		"| 100 | 1 | 1 | 512 | 1 | 0.01 | 1 | 0.0052 |\n",
		"| 1000 | 1 | 1 | 5120 | 4 | 0.1 | 2 | 0.052 |\n",      // 1000 × (20 + 258 × 10) µs = 2.6 s
		"| 100000 | 3 | 5 | 512000 | 372 | 10 | 188 | 5.2 |\n", // 100,000 × 35 µs = 3.5 s
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if got := idleNote(chat); !strings.Contains(got, "Measure again") { // 20 µs of a second
		t.Errorf("an idle core is not noted: %q", got)
	}
	chat.Servers[0].Rounds[0].Seconds = 21e-6
	if got := idleNote(chat); got != "" {
		t.Errorf("a busy core has the note %q", got)
	}
	if strings.Contains(got, nginx) {
		t.Error("a server that was not measured is in the table")
	}
}
