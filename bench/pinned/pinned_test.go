//go:build linux

package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mock-openai/bench/load"
	"mock-openai/bench/record"
)

const wrkOutput = `Running 2s test @ http://127.0.0.1:4001/health
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   315.02us   38.51us   3.08ms   94.56%
  401502 requests in 2.00s, 84.24MB read
Requests/sec: 200751.23
`

func TestParseWrk(t *testing.T) {
	f := func(output string, requests int, seconds float64, problem string) {
		t.Helper()
		got, err := parseWrk(output)
		if problem != "" {
			if err == nil || !strings.Contains(err.Error(), problem) {
				t.Errorf("error %v, want %q of %s", err, problem, output)
			}
			return
		}
		if err != nil || got.Requests != requests || got.Seconds != seconds || got.Output != output {
			t.Errorf("got %+v, %v of %s", got, err, output)
		}
	}
	f(wrkOutput, 401502, 2, "")
	f("12 requests in 1.50m, 1KB read", 12, 90, "")
	f(wrkOutput+"  Non-2xx or 3xx responses: 7\n", 0, 0, "Non-2xx or 3xx responses: 7")
	f(wrkOutput+"  Socket errors: connect 0, read 3, write 0, timeout 0\n", 0, 0, "read 3")
	f("0 requests in 1.00s, 0B read", 0, 0, "no requests")
	f("unable to connect", 0, 0, "says nothing")
}

const h2loadOutput = `finished in 2.02s, 9871.13 req/s, 17.08MB/s
requests: 19742 total, 19806 started, 19742 done, 19742 succeeded, 0 failed, 0 errored, 0 timeout
status codes: 19742 2xx, 0 3xx, 0 4xx, 0 5xx
`

func TestParseH2load(t *testing.T) {
	f := func(output string, requests int, seconds float64, problem string) {
		t.Helper()
		got, err := parseH2load(output)
		if problem != "" {
			if err == nil || !strings.Contains(err.Error(), problem) {
				t.Errorf("error %v, want %q of %s", err, problem, output)
			}
			return
		}
		if err != nil || got.Requests != requests || got.Seconds != seconds || got.Output != output {
			t.Errorf("got %+v, %v of %s", got, err, output)
		}
	}
	f(h2loadOutput, 19742, 2.02, "")
	f(strings.ReplaceAll(h2loadOutput, "0 failed", "7 failed"), 0, 0, "7 failed")
	f(strings.ReplaceAll(h2loadOutput, "0 timeout", "1 timeout"), 0, 0, "1 timeout")
	f(strings.ReplaceAll(h2loadOutput, "19742 succeeded", "0 succeeded"), 0, 0, "0 succeeded")
	f("unable to connect", 0, 0, "says nothing")
}

func TestSplice(t *testing.T) {
	file := filepath.Join(t.TempDir(), "page.md")
	f := func(before, after string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(before), 0o644); err != nil {
			t.Fatal(err)
		}
		err := splice(file, "t", "new\n")
		got, _ := os.ReadFile(file)
		if after == "" && (err == nil || string(got) != before) {
			t.Errorf("%q became %q, want an error", before, got)
		}
		if after != "" && (err != nil || string(got) != after) {
			t.Errorf("%q became %q, %v, want %q", before, got, err, after)
		}
	}
	f("a\n<!-- begin t -->\nold\n<!-- end t -->\nb\n", "a\n<!-- begin t -->\nnew\n<!-- end t -->\nb\n")
	f("<!-- begin t -->\n<!-- end t -->\n", "<!-- begin t -->\nnew\n<!-- end t -->\n")
	f("<!-- begin t -->\nold\n", "")
	f("<!-- begin other -->\n<!-- end other -->\n", "")
}

func TestRow(t *testing.T) {
	f := func(bar, ours float64, want string) {
		t.Helper()
		round := func(us float64) []record.Round {
			return []record.Round{{Requests: 1000, Seconds: 0.01, CPU: us / 1000}}
		}
		s := record.Series{Request: "stream", Connections: 64, Bytes: 4500, Events: 17.2, Bar: bar,
			Servers: []record.Server{{Name: mock, Rounds: round(ours)}, {Name: yardstick, Rounds: round(8)}}}
		if got := row(s); got != want {
			t.Errorf("got  %swant %s", got, want)
		}
	}
	f(1.2, 8, "| stream | 64 | 4500 B, 17 events | 8.00 | 8.00 | **1.00** (1.00–1.00) | 1.20 ✓ | – | 100000 | 80 % |\n")
	f(1.2, 10, "| stream | 64 | 4500 B, 17 events | 10.00 | 8.00 | **1.25** (1.25–1.25) | 1.20 ✗ | – | 100000 | 100 % |\n")
	f(0, 4, "| stream | 64 | 4500 B, 17 events | 4.00 | 8.00 | **0.50** (0.50–0.50) |  | – | 100000 | 40 % |\n")
}

// TestProcess_CPU compares with the rusage that the kernel reports at the end.
func TestProcess_CPU(t *testing.T) {
	p := &process{cmd: exec.Command("sh", "-c", "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; echo done; read x")}
	in, err := p.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	out.Read(make([]byte, 8))
	got, err := p.cpu()
	if err != nil {
		t.Fatal(err)
	}
	if rss, err := p.rss(); err != nil || rss < 100<<10 || rss > 1<<30 {
		t.Errorf("resident memory is %d, %v", rss, err)
	}
	in.Close()
	p.cmd.Wait()
	want := p.cmd.ProcessState.UserTime() + p.cmd.ProcessState.SystemTime()
	if off := (got - want).Abs(); off > want/5+20*time.Millisecond {
		t.Errorf("CPU time is %v, want %v", got, want)
	}
}

// TestNginx asks for bodies longer than one word of nginx's configuration.
func TestNginx(t *testing.T) {
	if !hasNginx() {
		t.Skip("nginx is not installed")
	}
	for _, size := range []int{15, 2000, 20123} {
		p, err := startNginx(t.Context(), anyCore, t.TempDir(), size)
		if err != nil {
			t.Fatal(err)
		}
		r, err := load.Load{URL: p.url + chat, Body: []byte(chatStart + "}"), Requests: 10}.Run(context.Background())
		p.stop()
		if err != nil || r.Errors != 0 || r.Bytes != int64(10*size) {
			t.Errorf("%v; %v; %d bytes in 10 answers of %d", err, r.Err, r.Bytes, size)
		}
	}
}
