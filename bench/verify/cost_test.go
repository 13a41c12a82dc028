package verify_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"testing"

	"mock-openai/bench/load"
	"mock-openai/bench/verify"
)

// BenchmarkLoad_Verified loads the server at TARGET, in a process of its own, with the same
// requests checked and unchecked in turns, so that noise hits both. It shows the CPU time of
// the client for each request:
//
//	read-ns/req     unchecked, the least of all turns
//	check-ns/req    checked, the least of all turns
//	x-least         the second over the first
//	x-median        the median of what pairs of turns differ by
//
// With -benchtime 30x there are 30 pairs of turns.
func BenchmarkLoad_Verified(b *testing.B) {
	target := os.Getenv("TARGET")
	if target == "" {
		b.Skip("TARGET is not set")
	}
	const requests = 1000
	for _, c := range streams {
		if c.NoUsage {
			continue
		}
		b.Run(fmt.Sprintf("%s/stream=%v", c.API.Name, c.Stream), func(b *testing.B) {
			v, err := verify.New(c)
			if err != nil {
				b.Fatal(err)
			}
			turn := func(checker func() load.Checker) float64 {
				l := load.Load{URL: target + v.Path(), Targeter: v, Checker: checker, Connections: 16, Requests: requests}
				r, err := l.Run(context.Background())
				if err != nil || r.Requests != requests {
					b.Fatal(err, r)
				}
				return float64(r.CPU.Nanoseconds()) / requests
			}
			var read, checked, times []float64
			for b.Loop() {
				r, c := turn(nil), turn(v.Checker)
				read, checked, times = append(read, r), append(checked, c), append(times, c/r)
			}
			slices.Sort(times)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(slices.Min(read), "read-ns/req")
			b.ReportMetric(slices.Min(checked), "check-ns/req")
			b.ReportMetric(slices.Min(checked)/slices.Min(read), "x-least")
			b.ReportMetric(times[len(times)/2], "x-median")
			if rep := v.Report(); rep.Intact != rep.Checked {
				b.Error(rep)
			}
		})
	}
}
