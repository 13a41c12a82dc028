//go:build linux

package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"mock-openai/bench/record"
)

// tailScript makes wrk print the quantiles of tail, in microseconds.
const tailScript = `
function done(summary, latency)
	io.write(string.format("tail: %d %d %d\n", latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
`

var tailLine = regexp.MustCompile(`(?m)^tail: (\d+) (\d+) (\d+)$`)

// tail is how long answers took in a round: p50, p99 and p99.9 in milliseconds.
type tail [3]float64

// The indices in a tail.
const (
	p50 = iota
	p99
	p999
)

func parseTail(output string) (t tail, err error) {
	m := tailLine.FindStringSubmatch(output)
	if m == nil {
		return t, fmt.Errorf("wrk says nothing of its tail: %q", output)
	}
	for i := range t {
		us, err := strconv.Atoi(m[i+1])
		if err != nil {
			return t, err
		}
		t[i] = float64(us) / 1e3
	}
	return t, nil
}

// tails has the tail of each round of a server.
type tails []tail

func tailsOf(s record.Server) (all tails, err error) {
	for _, r := range s.Rounds {
		t, err := parseTail(r.Output)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

// at returns one quantile of all rounds.
func (t tails) at(quantile int) (all []float64) {
	for _, round := range t {
		all = append(all, round[quantile])
	}
	return all
}

// median formats the median of the rounds.
func (t tails) median(quantile int) string {
	if len(t) == 0 {
		return "–"
	}
	return fmt.Sprintf("%.3g", medianOf(t.at(quantile)))
}

// over compares the rounds of t with those of another server.
func (t tails) over(base tails, quantile int) (ratios []float64) {
	for i := range t {
		ratios = append(ratios, t[i][quantile]/base[i][quantile])
	}
	return ratios
}

const tailsHead = "\n| request | cores | connections | p50, ms | fasthttp | p99, ms | fasthttp | ratio (lowest–highest) | p99.9, ms | fasthttp | ratio (lowest–highest) | nginx: p99 | p99.9 | requests/s, of fasthttp's |\n" +
	"|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"

// tailsRow returns the row of one request over one number of connections.
func tailsRow(s record.Series, cores int) (string, error) {
	all := map[string]tails{}
	for _, server := range s.Servers {
		var err error
		if all[server.Name], err = tailsOf(server); err != nil {
			return "", err
		}
	}
	ours, bare := all[mock], all[yardstick]
	ratio := func(quantile int) string {
		ratios := ours.over(bare, quantile)
		middle := medianOf(ratios)
		return fmt.Sprintf("**%.2f** (%.2f–%.2f) %s", middle, slices.Min(ratios), slices.Max(ratios), mark(middle <= tailLimit))
	}
	return fmt.Sprintf("| %s | %d | %d | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %.2f |\n", s.Request, cores, s.Connections,
		ours.median(p50), bare.median(p50), ours.median(p99), bare.median(p99), ratio(p99),
		ours.median(p999), bare.median(p999), ratio(p999), all[nginx].median(p99), all[nginx].median(p999),
		s.Server(mock).Median(record.Round.Rate)/s.Server(yardstick).Median(record.Round.Rate)), nil
}
