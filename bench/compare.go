package bench

import (
	"fmt"
	"math"
	"runtime"
	"strings"
	"time"

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

// Judge adds the reasons for distrust and the verdict. openLoop says that both sides were
// offered the same rate. headroom is the least headroom of the mock; nil if unknown.
func Judge(added *report.Added, direct, via *Series, openLoop bool, headroom *float64) {
	distrust := func(kind, why string, values ...any) {
		added.Distrust = append(added.Distrust, report.Distrust{Kind: kind, Why: fmt.Sprintf(why, values...)})
	}
	a, b := &direct.Total, &via.Total
	for _, s := range []*Series{direct, via} {
		if share := float64(s.Total.Errors) / float64(max(s.Total.Sent, 1)); share > 0.01 {
			distrust("ERRORS", "%s %% of the requests to %s failed: times are those of the others", digits(100*share), s.URL)
		}
	}
	switch idle := headroom != nil && *headroom >= 0.5; {
	case headroom != nil && *headroom < 0.3:
		distrust("MOCK-BOUND", "the mock had %.0f %% of its processors left, and needs 30 %%", 100**headroom)
	case !openLoop && !idle && b.Rate() > 0.9*a.Rate():
		distrust("MOCK-BOUND", "the gateway answered %.0f requests a second and the server alone %.0f: the server may be what holds both back", b.Rate(), a.Rate())
	}
	for _, s := range []*Series{direct, via} {
		busy := s.Total.CPU.Seconds() / max(s.Total.Elapsed.Seconds(), 1e-9) / float64(runtime.GOMAXPROCS(0))
		late := s.Total.Late.Quantile(0.99)
		if busy > 0.8 {
			distrust("CLIENT-BOUND", "this client used %.0f %% of its processors while it loaded %s", 100*busy, s.URL)
		} else if late > time.Millisecond {
			distrust("CLIENT-BOUND", "1 in 100 requests to %s was sent %.1f ms late or more", s.URL, late.Seconds()*1e3)
		}
	}
	median, ok := headline(added, "p50")
	switch {
	case !ok:
		distrust("TOO-FEW", "%s gave no answers", silent(direct, via))
	case added.Blocks < fewBlocks:
		distrust("TOO-FEW", "%d blocks, of %d at least", added.Blocks, fewBlocks)
	case min(a.Requests, b.Requests) < fewAnswers:
		distrust("TOO-FEW", "%d answers, of %d at least", min(a.Requests, b.Requests), fewAnswers)
	}
	if ok && added.Blocks >= 2 && median.Low <= 0 && median.High >= 0 {
		distrust("NOISY", "the difference at p50 is between %s and %s ms", digits(median.Low), digits(median.High))
	} else if share := disagreement(direct, via, median.Name); ok && share > 0.25 {
		distrust("NOISY", "%.0f %% of the blocks say the opposite", 100*share)
	}
	added.Verdict = verdict(added, min(a.Requests, b.Requests))
}

// silent returns the URL that gave no answers if one of the two gave none.
func silent(direct, via *Series) string {
	if direct.Total.Requests > 0 {
		return via.URL
	}
	return direct.URL
}

// What a trustworthy interval needs.
const (
	fewBlocks  = 8
	fewAnswers = 100
	// fewForP99 answers have ten beyond p99.
	fewForP99 = 1000
)

// headline returns the difference that the verdict is about: the time to the first token of
// streams, the latency of other answers.
func headline(added *report.Added, statistic string) (report.Difference, bool) {
	for _, name := range []string{"TTFT", "latency"} {
		for _, d := range added.Differences {
			if d.Name == name+" "+statistic+" ms" {
				return d, true
			}
		}
	}
	return report.Difference{}, false
}

// disagreement returns the share of blocks whose medians differ in the opposite direction
// from most, in what the headline is about.
func disagreement(direct, via *Series, headline string) float64 {
	counts := func(b *Block) stats.Counts {
		if strings.HasPrefix(headline, "TTFT") {
			return b.TTFT
		}
		return b.Latency
	}
	more, less := 0, 0
	for i := range via.Blocks {
		a, b := counts(&direct.Blocks[i]), counts(&via.Blocks[i])
		if a.N == 0 || b.N == 0 {
			continue
		}
		x, y := stats.Of([]stats.Counts{a}, []stats.Statistic{0.5})[0], stats.Of([]stats.Counts{b}, []stats.Statistic{0.5})[0]
		if y > x {
			more++
		} else if y < x {
			less++
		}
	}
	if more+less == 0 {
		return 0
	}
	return float64(min(more, less)) / float64(more+less)
}

// verdict returns the conclusion as one sentence.
func verdict(added *report.Added, answers int64) string {
	for _, d := range added.Distrust {
		if d.Kind == "NOISY" || d.Kind == "TOO-FEW" {
			return "not measurable: " + d.Why
		}
	}
	median, _ := headline(added, "p50")
	what := ""
	if median.Name == "TTFT p50 ms" {
		what = " to the first token"
	}
	s := fmt.Sprintf("gateway adds %s ms%s at p50 (%s)", digits(median.Added), what, interval(median))
	switch tail, ok := headline(added, "p99"); {
	case !ok || answers < fewForP99:
	case tail.Low <= 0 && tail.High >= 0:
		s += fmt.Sprintf(", nothing measurable at p99 (%s)", interval(tail))
	default:
		s += fmt.Sprintf(", %s ms at p99 (%s)", digits(tail.Added), interval(tail))
	}
	return s
}

// interval formats the interval of d. Between numbers without a sign it uses a dash.
func interval(d report.Difference) string {
	if d.Low < 0 {
		return digits(d.Low) + " to " + digits(d.High)
	}
	return digits(d.Low) + "–" + digits(d.High)
}

// digits formats v with two significant digits, or as a whole number from 99 on.
func digits(v float64) string {
	if math.Abs(v) >= 99 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.2g", v)
}
