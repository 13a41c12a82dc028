//go:build linux

package main

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestBuckets_Quantile(t *testing.T) {
	b := buckets{{10 * time.Microsecond, 0}, {20 * time.Microsecond, 98}, {50 * time.Microsecond, 99}, {math.MaxInt64, 100}}
	f := func(q float64, want time.Duration) {
		t.Helper()
		if got := b.quantile(q); got != want {
			t.Errorf("quantile %g is %v, want %v", q, got, want)
		}
	}
	f(0, 10*time.Microsecond)
	f(0.49, 15*time.Microsecond)
	f(0.98, 20*time.Microsecond)
	f(0.985, 35*time.Microsecond)
	f(1, 50*time.Microsecond)
	if b.count() != 100 {
		t.Errorf("count is %d", b.count())
	}
}

func TestReadLateness(t *testing.T) {
	f := func(exposition string, want buckets) {
		t.Helper()
		got, err := readLateness(strings.NewReader(exposition))
		if !slices.Equal(got, want) || (err == nil) != (want != nil) {
			t.Errorf("%q: %v, %v, want %v", exposition, got, err, want)
		}
	}
	f("# HELP\n"+lateness+`_bucket{le="1e-05"} 7`+"\n"+lateness+`_bucket{le="+Inf"} 1.234567e+06`+"\n"+lateness+"_sum 3\n",
		buckets{{10 * time.Microsecond, 7}, {math.MaxInt64, 1_234_567}})
	f("<html>\n", nil)
	f(lateness+`_bucket{le="+Inf"} many`+"\n", nil)
}

func TestStreamPlan_Due(t *testing.T) {
	f := func(m streamPlan, want ...time.Duration) {
		t.Helper()
		for k, due := range want {
			if got := m.due(k); got != due {
				t.Errorf("event %d of %v is due after %v, want %v", k, m, got, due)
			}
		}
	}
	f(streamPlan{interval: 20, events: 3}, 20, 40, 60)
	f(streamPlan{interval: 20, events: 5, ttft: 200}, 200, 200, 220, 240, 240) // role, three tokens, finish reason
}

// TestLateness_Measure runs streams over real sockets. No event may be early, missing
// or without a record. How late events are does not matter here.
func TestLateness_Measure(t *testing.T) {
	c := latenessCommand{Binary: build(t)}
	f := func(m streamPlan) {
		t.Helper()
		got, err := c.measure(t.Context(), mock, m)
		if err != nil {
			t.Fatalf("%v: %v", m, err)
		}
		want := int64(m.streams * m.events)
		if got.client.events != want || got.client.late.Count() != uint64(want) {
			t.Errorf("%v: %d events arrived, %d with a time, want %d", m, got.client.events, got.client.late.Count(), want)
		}
		if got.server.count() < uint64(want) {
			t.Errorf("%v: the server tells the lateness of %d events of %d", m, got.server.count(), want)
		}
		if got.client.late.Quantile(0) == 0 { // what is negative counts as 0
			t.Errorf("%v: an event was early", m)
		}
	}
	f(streamPlan{streams: 30, interval: 2 * time.Millisecond, events: 50})
	f(streamPlan{streams: 30, interval: 2 * time.Millisecond, events: 50, ttft: 5 * time.Millisecond})
}
