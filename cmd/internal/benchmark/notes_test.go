package benchmark

import (
	"strings"
	"testing"
	"time"

	"mock-openai/bench/load"
	"mock-openai/bench/report"
)

// TestNotes_Late tells a load with too few connections from a client that was late by itself.
func TestNotes_Late(t *testing.T) {
	f := func(want string, rate, longest float64) {
		t.Helper()
		c := &Command{loadFlags: loadFlags{Rate: rate, Connections: 10}}
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

// TestNotes_FewOfSweep tells a limit that was found by few answers.
func TestNotes_FewOfSweep(t *testing.T) {
	f := func(rate float64, notes int) {
		t.Helper()
		got := fewNote(&report.Frontier{URL: "x", Limits: []report.Limit{{Under: 1}, {Under: 5, Rate: &rate}}}, 2*time.Second)
		if len(got) != notes || notes > 0 && !strings.HasPrefix(got[0], "At rates below 50 requests/s of x ") {
			t.Errorf("up to %v/s: %q, want %d notes", rate, got, notes)
		}
	}
	f(49, 1)
	f(50, 0)
}

// TestNotes_Short tells a run that is too short for its answers, in words of a run with blocks
// or without.
func TestNotes_Short(t *testing.T) {
	f := func(want string, compare ...string) {
		t.Helper()
		c := &Command{targetFlags: targetFlags{Compare: compare, Blocks: 4}, loadFlags: loadFlags{Rate: 1}}
		r := &report.Report{Targets: []report.Target{{URL: "x", Seconds: 4, Latency: &report.Times{P50: 2500}}}}
		if len(compare) > 0 {
			r.Added = []report.Added{{Blocks: 4}}
		}
		notes := strings.Join(c.notes(r, 1), " ")
		if !strings.HasPrefix(notes, "Half of the answers of x took longer than half of") || !strings.HasSuffix(notes, want) {
			t.Errorf("%q, want %q", notes, want)
		}
	}
	f("sent: raise --duration.")
	f("round: raise --duration, or lower --blocks.", "y")
}

// TestNotes_EndedEarly takes the blocks that were measured for the length of a round.
func TestNotes_EndedEarly(t *testing.T) {
	c := &Command{targetFlags: targetFlags{Compare: []string{"y"}, Blocks: 20}, loadFlags: loadFlags{Rate: 1}}
	target := report.Target{URL: "x", Seconds: 1, Latency: &report.Times{P50: 100}}
	if notes := c.notes(&report.Report{Targets: []report.Target{target}, Added: []report.Added{{Blocks: 2}}}, 1); notes != nil {
		t.Errorf("2 blocks of half a second, and half of the answers within 0.1 s: %q", notes)
	}
}

// TestNotes_Unsent tells that the longest time had passed before all requests were sent.
func TestNotes_Unsent(t *testing.T) {
	f := func(notes int, c loadFlags, target report.Target) {
		t.Helper()
		if got := (&Command{loadFlags: c}).notes(&report.Report{Targets: []report.Target{target}}, 5); len(got) != notes {
			t.Errorf("%+v: %q, want %d notes", c, got, notes)
		}
	}
	f(1, loadFlags{Requests: 5000, Rate: 5}, report.Target{Seconds: 600, Sent: 3000})
	f(0, loadFlags{Requests: 5000, Rate: 5, Duration: 10 * time.Minute}, report.Target{Seconds: 600, Sent: 3000}) // as asked for
	f(0, loadFlags{Requests: 5000, Rate: 5}, report.Target{Seconds: 900, Sent: 5000})
	f(0, loadFlags{Requests: 5000, Rate: 5}, report.Target{Seconds: 60, Sent: 300}) // interrupted
}

// TestNotes_ClosedLoop tells that requests wait behind others where there are others.
func TestNotes_ClosedLoop(t *testing.T) {
	f := func(connections int, want string) {
		t.Helper()
		c := &Command{loadFlags: loadFlags{Connections: connections}}
		if notes := strings.Join(c.notes(new(report.Report), 0), " "); !strings.Contains(notes, want) || want == "" && notes != "" {
			t.Errorf("%d connections: %q, want %q", connections, notes, want)
		}
	}
	f(1, "")
	f(2, "waiting behind other requests of 2 connections")
}

// TestInWords names the connections that are used.
func TestInWords(t *testing.T) {
	f := func(want string, c Command) {
		t.Helper()
		if got := c.inWords(0); got != "closed loop, "+want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	f("64 connections", Command{})
	f("1 connection", Command{loadFlags: loadFlags{Connections: 1}})
	f("5 connections", Command{loadFlags: loadFlags{Requests: 5}})
	f("3 connections", Command{loadFlags: loadFlags{Connections: 3, Requests: 5}})
	f("3 connections", Command{loadFlags: loadFlags{Requests: 50}, targetFlags: targetFlags{Compare: []string{"y"}, Blocks: 20}})
}

// TestComplete_Ramp names no rate as offered that the ramp may not have reached.
func TestComplete_Ramp(t *testing.T) {
	f := func(ramp time.Duration, offered bool) {
		t.Helper()
		c, target := &Command{loadFlags: loadFlags{Rate: 100, Ramp: ramp}}, new(report.Target)
		c.complete(target, &load.Result{Sent: 5}, 100)
		if got := target.Offered != nil; got != offered {
			t.Errorf("--ramp %v: offered %v", ramp, target.Offered)
		}
	}
	f(0, true)
	f(time.Second, false)
}
