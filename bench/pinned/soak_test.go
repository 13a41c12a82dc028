//go:build linux

package main

import (
	"context"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"
)

// TestSoak is a short soak. Whatever the machine manages in that time must leave
// nothing behind.
func TestSoak(t *testing.T) {
	c := soakCommand{
		Binary:   build(t),
		WarmUp:   2 * time.Second,
		Duration: 6 * time.Second,
		self:     buildOf(t, "mock-openai/bench/pinned"),
	}
	table, err := c.soak(t.Context())
	if err != nil {
		t.Fatalf("%v\n%s", err, table)
	}
	if rows := strings.Count(table, "\n| "); rows != 3+samples {
		t.Errorf("%d rows in the table:\n%s", rows, table)
	}
	t.Logf("\n%s", table)
}

func TestProcStats_Leftover(t *testing.T) {
	fresh := procStats{goroutines: 15, files: 12}
	warm := procStats{resident: 40 << 20, heap: 10 << 20}
	end := procStats{resident: 60 << 20, heap: 12 << 20, goroutines: 19, files: 14, requests: 100, hangUps: 5, faults: 5}
	f := func(want string, change func(v *procStats)) {
		t.Helper()
		v := end
		change(&v)
		excess, err := v.leftover(fresh, warm)
		if want == "" {
			if err != nil || excess != 0 {
				t.Errorf("excess %g: %v", excess, err)
			}
			return
		}
		if err == nil || err.Error() != want || excess <= 0 {
			t.Errorf("excess %g: %v, want %q", excess, err, want)
		}
	}
	f("", func(v *procStats) {})
	f("1 requests in flight instead of at most 0", func(v *procStats) { v.inFlight = 1 })
	f("1 requests queued instead of at most 0", func(v *procStats) { v.queued = 1 })
	f("2 connections instead of at most 0", func(v *procStats) { v.connections = 2 })
	f("30 goroutines instead of at most 23", func(v *procStats) { v.goroutines = 30 })
	f("17 open files instead of at most 16", func(v *procStats) { v.files = 17 })
	f("22528 kB of heap instead of at most 20992", func(v *procStats) { v.heap = 22 << 20 })
	f("102400 kB resident instead of at most 77824", func(v *procStats) { v.resident = 100 << 20 })
}

func TestSums(t *testing.T) {
	got, err := sums("# HELP a b\na{x=\"1\"} 2\na{x=\"2\"} 3\nb 4e+06\n")
	if err != nil || got["a"] != 5 || got[`a{x="2"}`] != 3 || got["b"] != 4e6 {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := sums("<html>\n"); err == nil {
		t.Error("HTML is read")
	}
}

func TestServerLog(t *testing.T) {
	f := func(want string, log ...string) {
		t.Helper()
		got := newServerLog()
		for _, text := range log {
			got.Write([]byte(text))
		}
		err := got.err()
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %q", log, err, want)
		}
	}
	const full = `level=WARN msg="cannot accept on 127.0.0.1:1: accept4: too many open files; trying again in 5ms"` + "\n"
	f("")
	f("", full, full)
	f("", full[:20], full[20:])
	f("panic: a bug\n\ngoroutine 1", full, "panic: a bug\n\ngor", "outine 1\n")
	f("half a li", full, "half a li")
}

// TestClientBehavior_Repeat checks that a server that hangs is an error, and nothing
// else.
func TestClientBehavior_Repeat(t *testing.T) {
	f := func(answer error, hangs bool) {
		t.Helper()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		calls := 0
		h := clientBehavior{name: "test", run: func(context.Context, *client) error {
			if calls++; calls == 3 {
				cancel()
			}
			return answer
		}}
		if err := h.repeat(ctx, ""); (err != nil) != hangs {
			t.Errorf("%v: %v", answer, err)
		}
	}
	f(nil, false)
	f(io.ErrUnexpectedEOF, false)
	f(&net.OpError{Err: os.ErrDeadlineExceeded}, true)
}
