package bench

import (
	"math"
	"slices"
	"strings"

	"mock-openai/bench/report"
	"mock-openai/bench/stats"
)

// measure is one of the times that sides are compared by.
type measure struct {
	name string
	of   func(*Block) stats.Counts
}

var measures = []measure{
	{"latency", func(b *Block) stats.Counts { return b.Latency }},
	{"TTFT", func(b *Block) stats.Counts { return b.TTFT }},
	{"first event", func(b *Block) stats.Counts { return b.First }},
	{"between events", func(b *Block) stats.Counts { return b.Gaps }},
}

// measureOf returns the measure that a difference is of.
func measureOf(d report.Difference) measure {
	return measures[slices.IndexFunc(measures, func(m measure) bool { return strings.HasPrefix(d.Name, m.name+" ") })]
}

// statistics are compared for each of these times.
var statistics = []struct {
	name string
	stats.Statistic
}{{"mean", stats.Mean}, {"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}}

// Added returns what via adds to direct, without a verdict.
func Added(url string, direct, via *Series) report.Added {
	added := report.Added{URL: url, Blocks: len(via.Blocks)}
	for _, m := range measures {
		a, b := countsOf(direct, m), countsOf(via, m)
		if total(a) == 0 || total(b) == 0 {
			continue
		}
		wanted := make([]stats.Statistic, len(statistics))
		for i, s := range statistics {
			wanted[i] = s.Statistic
		}
		base := stats.Of(a, wanted)
		for i, interval := range stats.Added(a, b, wanted) {
			added.Differences = append(added.Differences, report.Difference{
				Name:   m.name + " " + statistics[i].name + " ms",
				Direct: base[i] / 1e6,
				Via:    (base[i] + interval.Estimate) / 1e6,
				Added:  interval.Estimate / 1e6,
				Low:    bounded(interval.Low / 1e6),
				High:   bounded(interval.High / 1e6),
			})
		}
	}
	return added
}

// bounded returns v as a number that JSON can hold: with a single block an interval has no
// bounds.
func bounded(v float64) float64 { return min(max(v, -math.MaxFloat32), math.MaxFloat32) }

func countsOf(s *Series, m measure) []stats.Counts {
	all := make([]stats.Counts, len(s.Blocks))
	for i := range s.Blocks {
		all[i] = m.of(&s.Blocks[i])
	}
	return all
}

func total(all []stats.Counts) (n int64) {
	for _, c := range all {
		n += c.N
	}
	return n
}
