package bench_test

import (
	"strings"
	"testing"

	"mock-openai/bench"
	"mock-openai/bench/report"
)

func TestConditions(t *testing.T) {
	target := &report.Target{
		URL: "u", Sent: 100, Errors: 2, RequestsPerSecond: 50,
		Latency: &report.Times{P50: 5, P99: 30, P999: 40}, TTFT: &report.Times{P99: 3},
		Verify: &report.Verify{Checked: 98, Intact: 97},
	}
	f := func(text string, want int) {
		t.Helper()
		all, err := bench.ParseConditions(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
		got := 0
		for _, c := range all {
			if said, holds := c.Holds(target); holds {
				got++
				if isTime := strings.Contains(said, "s: u has") && !strings.HasSuffix(said, "figure"); !strings.Contains(said, "u has ") || isTime != strings.HasSuffix(said, " ms") {
					t.Errorf("%s says %q", text, said)
				}
			}
		}
		if got != want {
			t.Errorf("%s: %d hold, want %d", text, got, want)
		}
	}
	f("p99>20ms,errors>0,intact<1", 3)
	f("p99>30ms, errors>2, rate<50", 0)
	f("p99>=30ms,error_rate>=0.02,rate<=50", 3)
	f("p99.9>39ms,ttft_p99>2999us,latency_p50>1s", 2)
	f("tpot_p99>1s,goodput<0.9,sent_rate<1", 3) // without data
	sent := 60.0
	target.SentPerSecond, target.Resent = &sent, 2
	f("sent_rate<60,rate>=60", 0)
	f("sent_rate<61", 1)
	f("resent>1", 1)
	f("resent>2", 0)
}

func TestConditions_Refuses(t *testing.T) {
	f := func(want, text string) {
		t.Helper()
		if _, err := bench.ParseConditions(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", text, err, want)
		}
	}
	f("neither", "")
	f("neither", "p99")
	f("no figure \"p98\"", "p98>1ms")
	f("no figure \"ttft_\"", "ttft_>1ms")
	f("cannot read \"20\"", "p99>20")
	f("cannot read \"2ms\"", "errors>2ms")
	f("cannot read \"nan\"", "errors>nan")
}

// TestConditions_Rounds wants no figure that looks like the limit it is beyond.
func TestConditions_Rounds(t *testing.T) {
	f := func(condition, want string, target report.Target) {
		t.Helper()
		all, err := bench.ParseConditions(condition)
		if err != nil {
			t.Fatal(err)
		}
		if said, holds := all[0].Holds(&target); !holds || said != condition+":  has "+want {
			t.Errorf("%q, want %q", said, want)
		}
	}
	f("intact<1", "0.99999999", report.Target{Verify: &report.Verify{Checked: 1e8, Intact: 1e8 - 1}})
	f("max>20ms", "20.000001 ms", report.Target{Latency: &report.Times{Max: 20.000001}})
	f("rate<=5", "3.33333", report.Target{RequestsPerSecond: 10. / 3})
	f("errors>=3", "3", report.Target{Errors: 3})
}
