//go:build linux

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mock-openai/bench/record"
)

func TestGenerators_Parse(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(log, []byte("1\t200\t900\n2\t200\t5000\n3\t200\t1000\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	f := func(name, output string, want generated) {
		t.Helper()
		t.Run(name, func(t *testing.T) {
			for _, g := range generators {
				if g.name != name {
					continue
				}
				got, err := g.parse([]byte(output), generatorLoad{scratch: log})
				if got != want || err != nil {
					t.Errorf("got %+v, %v; want %+v", got, err, want)
				}
				if _, err := g.parse([]byte("{}"), generatorLoad{scratch: log}); err == nil {
					t.Error("an output that says nothing is taken")
				}
			}
		})
	}
	f("wrk", "  Latency Distribution\n     50%    5.62ms\n     75%    6.00ms\n  2710 requests in 1.00s, 4.30MB read\n",
		generated{2710, 1, 5620 * time.Microsecond})
	f("bench", `{"targets":[{"seconds":1.5,"requests":3000,"errors":0,"latency_ms":{"p50":0.25}}]}`,
		generated{3000, 1.5, 250 * time.Microsecond})
	f("h2load", "finished in 2.00s, 1.50 req/s\nrequests: 3 total, 3 started, 3 done, 3 succeeded, 0 failed, 0 errored, 0 timeout\n",
		generated{3, 2, time.Millisecond})
	f("oha", `{"summary":{"total":2},"latencyPercentiles":{"p50":0.004},"statusCodeDistribution":{"200":7},"errorDistribution":{"aborted due to deadline":16}}`,
		generated{7, 2, 4 * time.Millisecond})
}

func TestGeneratorResults_Table(t *testing.T) {
	rounds := func(requests ...int) (all []record.Round) {
		for _, n := range requests {
			all = append(all, record.Round{Requests: n, Seconds: 1, CPU: 0.5})
		}
		return all
	}
	r := generatorResults{
		Series: record.Series{Servers: []record.Server{{Name: "wrk", Rounds: rounds(100, 200)}, {Name: "bench", Rounds: rounds(110, 160)}}},
		p50:    map[string][]float64{"wrk": {1, 2}, "bench": {1.5, 2}},
	}
	got := r.table("chat, 16")
	for _, want := range []string{
		"| chat, 16 | wrk | 150 | **1.00** (1.00–1.00) | 1.5 | **1.00** (1.00–1.00) | 1.00 |\n",
		"|  | bench | 135 | **0.95** (0.80–1.10) | 1.75 | **1.25** (1.00–1.50) | 0.95 |\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}

// TestGenerators_WithoutWrk wants an error at the start and not a panic at the first row.
func TestGenerators_WithoutWrk(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if err := (&generatorsCommand{}).Run(t.Context()); err == nil || !strings.Contains(err.Error(), "compared with wrk") {
		t.Error(err)
	}
}
