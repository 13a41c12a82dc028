package cmd

import (
	"strings"
	"testing"

	"mock-openai/bench/report"
)

// TestNotes_Late tells a load with too few connections from a client that was late by itself.
func TestNotes_Late(t *testing.T) {
	f := func(want string, rate, longest float64) {
		t.Helper()
		c := &benchCommand{benchLoad: benchLoad{Rate: rate, Connections: 10}}
		target := report.Target{URL: "x", Seconds: 9, Latency: &report.Times{P50: 1, Max: longest}, Late: &report.Times{P99: 5}}
		notes := strings.Join(c.notes(&report.Report{Targets: []report.Target{target}}, rate), " ")
		if !strings.HasPrefix(notes, "1 in 100 requests to x was sent 5") || !strings.Contains(notes, want) {
			t.Errorf("%v requests/s, the longest %v ms: %q, want %q", rate, longest, notes, want)
		}
	}
	f("raise -c", 1000, 20)
	f("connections were free", 1000, 5)
}

// TestNotes_SlowSweep tells answers that take longer than every limit of a sweep.
func TestNotes_SlowSweep(t *testing.T) {
	f := func(p50 float64, notes int) {
		t.Helper()
		if got := slowNote(&report.Frontier{URL: "x", Steps: []report.Step{{Rate: 1, P50: &p50}}}); len(got) != notes {
			t.Errorf("p50 of %v ms: %q, want %d notes", p50, got, notes)
		}
	}
	f(99, 0)
	f(700, 1)
	slow, soon := 700.0, 3.0
	streams := &report.Frontier{TTFT: true, Steps: []report.Step{{P50: &slow, TTFT50: &soon}}}
	if got := slowNote(streams); got != nil {
		t.Errorf("of streams that begin soon: %q", got)
	}
	streams.Steps[0].TTFT50 = &slow
	if got := slowNote(streams); len(got) != 1 || !strings.Contains(got[0], "first content") {
		t.Errorf("of streams that begin late: %q", got)
	}
	if got := slowNote(&report.Frontier{}); got != nil {
		t.Errorf("without steps: %q", got)
	}
}

// TestNotes_Short tells a run that is too short for its answers, in words of a run with blocks
// or without.
func TestNotes_Short(t *testing.T) {
	f := func(want string, compare ...string) {
		t.Helper()
		c := &benchCommand{benchTargets: benchTargets{Compare: compare, Blocks: 4}, benchLoad: benchLoad{Rate: 1}}
		target := report.Target{URL: "x", Seconds: 4, Latency: &report.Times{P50: 2500}}
		notes := strings.Join(c.notes(&report.Report{Targets: []report.Target{target}}, 1), " ")
		if !strings.HasPrefix(notes, "Half of the answers of x took longer than half of") || !strings.HasSuffix(notes, want) {
			t.Errorf("%q, want %q", notes, want)
		}
	}
	f("sent: raise --duration.")
	f("round: raise --duration, or lower --blocks.", "y")
}
