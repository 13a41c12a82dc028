package bench

import (
	"fmt"
	"math"
	"runtime"
	"time"

	"mock-openai/bench/report"
	"mock-openai/bench/stats"
)

// Judge adds the reasons for distrust and the verdict. openLoop says that both sides were
// offered the same rate. headroom is the least headroom of the mock; nil if unknown.
func Judge(added *report.Added, direct, via *Series, openLoop bool, headroom *float64) {
	j := judge{added, direct, via}
	j.errors()
	j.mock(openLoop, headroom)
	j.client()
	j.sample()
	j.noise()
	added.Verdict = verdict(added, j.answers())
}

// judge looks for reasons to distrust a comparison.
type judge struct {
	added       *report.Added
	direct, via *Series
}

func (j *judge) distrust(kind, why string, values ...any) {
	j.added.Distrust = append(j.added.Distrust, report.Distrust{Kind: kind, Why: fmt.Sprintf(why, values...)})
}

func (j *judge) sides() [2]*Series { return [2]*Series{j.direct, j.via} }

// answers returns how many answers of the side with fewer are compared.
func (j *judge) answers() int64 {
	median, compared := headline(j.added, "p50")
	if !compared {
		return 0
	}
	m := measureOf(median)
	return min(total(countsOf(j.direct, m)), total(countsOf(j.via, m)))
}

// errors looks for failed requests, whose latency is missing.
func (j *judge) errors() {
	for _, s := range j.sides() {
		if share := float64(s.Total.Errors) / float64(max(s.Total.Sent, 1)); share > 0.01 {
			j.distrust("ERRORS", "%s %% of the requests to %s failed: the latency is that of the others", digits(100*share), s.URL)
		}
	}
}

// mock looks for a mock that was too busy.
func (j *judge) mock(openLoop bool, headroom *float64) {
	alone, behind := j.direct.Total.Rate(), j.via.Total.Rate()
	switch idle := headroom != nil && *headroom >= 0.5; {
	case headroom != nil && *headroom < 0.3:
		j.distrust("MOCK-BOUND", "the mock had %.0f %% of its processors left, and needs 30 %%", math.Floor(100**headroom))
	case !openLoop && !idle && behind > 0.9*alone:
		j.distrust("MOCK-BOUND", "the gateway answered %.0f requests a second and the server alone %.0f: the server may be what holds both back", behind, alone)
	}
}

// client looks for a client that was too busy to send and to measure in time.
func (j *judge) client() {
	for _, s := range j.sides() {
		busy := s.Total.CPU.Seconds() / max(s.Total.Elapsed.Seconds(), 1e-9) / float64(runtime.GOMAXPROCS(0))
		late := s.Total.Late.Quantile(0.99)
		if busy > 0.8 {
			j.distrust("CLIENT-BOUND", "this client used %.0f %% of its processors while it loaded %s", 100*busy, s.URL)
		} else if late > time.Millisecond {
			j.distrust("CLIENT-BOUND", "1 in 100 requests to %s was sent %.1f ms late or more", s.URL, late.Seconds()*1e3)
		}
	}
}

// sample looks for too few answers or blocks.
func (j *judge) sample() {
	_, compared := headline(j.added, "p50")
	switch {
	case !compared:
		j.distrust("TOO-FEW", "%s gave no answers", silent(j.direct, j.via))
	case j.added.Blocks < fewBlocks:
		j.distrust("TOO-FEW", "only %d of at least %d blocks", j.added.Blocks, fewBlocks)
	case j.answers() < fewAnswers:
		j.distrust("TOO-FEW", "only %d of at least %d answers", j.answers(), fewAnswers)
	}
}

// noise looks for a difference that may be none.
func (j *judge) noise() {
	median, compared := headline(j.added, "p50")
	if !compared {
		return
	}
	if j.added.Blocks >= 2 && isVague(median) {
		j.distrust("NOISY", "the difference at p50 is between %s and %s ms", digits(median.Low), digits(median.High))
	} else if share := disagreement(j.direct, j.via, measureOf(median)); share > 0.25 {
		j.distrust("NOISY", "%.0f %% of the blocks say the opposite", 100*share)
	}
}

// isVague reports whether the interval of d spans zero, or is wider than twice the difference:
// then it reaches as far to one side as one that spans zero does.
func isVague(d report.Difference) bool {
	return d.Low <= 0 && d.High >= 0 || d.High-d.Low > 2*math.Abs(d.Added)
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
// from most, in m.
func disagreement(direct, via *Series, m measure) float64 {
	more, less := 0, 0
	for i := range via.Blocks {
		a, b := m.of(&direct.Blocks[i]), m.of(&via.Blocks[i])
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
	case isVague(tail):
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
