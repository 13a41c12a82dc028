package bench

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"mock-openai/bench/report"
)

// Condition makes a run fail if it holds: "p99>20ms", "errors>0", "intact<1".
type Condition struct {
	text  string
	about string // the name of the figure
	of    func(*report.Target) (float64, bool)
	less  bool
	equal bool // holds for equal values, too
	limit float64
	unit  string // of the figure: " ms" if it is a time
}

// figures are what conditions can be about, besides times: counts and shares.
var figures = map[string]func(*report.Target) (float64, bool){
	"errors":   func(t *report.Target) (float64, bool) { return float64(t.Errors), true },
	"resent":   func(t *report.Target) (float64, bool) { return float64(t.Resent), true },
	"requests": func(t *report.Target) (float64, bool) { return float64(t.Requests), true },
	"rate":     func(t *report.Target) (float64, bool) { return t.RequestsPerSecond, true },
	"sent_rate": func(t *report.Target) (float64, bool) {
		if t.SentPerSecond == nil {
			return 0, false
		}
		return *t.SentPerSecond, true
	},
	"error_rate": func(t *report.Target) (float64, bool) {
		return float64(t.Errors) / float64(max(t.Sent, 1)), true
	},
	"intact": func(t *report.Target) (float64, bool) {
		if t.Verify == nil {
			return 0, false
		}
		return float64(t.Verify.Intact) / float64(max(t.Verify.Checked, 1)), true
	},
	"goodput": func(t *report.Target) (float64, bool) {
		if t.Goodput == nil {
			return 0, false
		}
		return t.Goodput.Share, true
	},
}

// times are the times of a target, by the prefix of their statistics.
var times = map[string]func(*report.Target) *report.Times{
	"":         func(t *report.Target) *report.Times { return t.Latency },
	"latency_": func(t *report.Target) *report.Times { return t.Latency },
	"ttft_":    func(t *report.Target) *report.Times { return t.TTFT },
	"tpot_":    func(t *report.Target) *report.Times { return t.TPOT },
	"gap_":     func(t *report.Target) *report.Times { return t.Gaps },
	"late_":    func(t *report.Target) *report.Times { return t.Late },
}

var timeStatistics = map[string]func(*report.Times) float64{
	"mean":  func(t *report.Times) float64 { return t.Mean },
	"p50":   func(t *report.Times) float64 { return t.P50 },
	"p90":   func(t *report.Times) float64 { return t.P90 },
	"p99":   func(t *report.Times) float64 { return t.P99 },
	"p99.9": func(t *report.Times) float64 { return t.P999 },
	"max":   func(t *report.Times) float64 { return t.Max },
}

// ParseConditions parses conditions that are separated by commas.
func ParseConditions(text string) ([]Condition, error) {
	var all []Condition
	for part := range strings.SplitSeq(text, ",") {
		c, err := parseCondition(strings.ReplaceAll(part, " ", ""))
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

func parseCondition(text string) (Condition, error) {
	i := strings.IndexAny(text, "<>")
	if i < 0 {
		return Condition{}, fmt.Errorf("condition %q has neither < nor >", text)
	}
	c := Condition{text: text, about: text[:i], less: text[i] == '<'}
	limit, equal := strings.CutPrefix(text[i+1:], "=")
	c.equal = equal
	var isTime bool
	if c.of, isTime = figure(text[:i]); c.of == nil {
		return c, fmt.Errorf("condition %q: there is no figure %q, but errors, error_rate, resent, requests, rate, sent_rate, intact, goodput, and mean, p50, p90, p99, p99.9 and max, also as ttft_p99, tpot_p99, gap_p99 and late_p99", text, text[:i])
	}
	var err error
	if isTime {
		var d time.Duration
		d, err = time.ParseDuration(limit)
		c.limit, c.unit = d.Seconds()*1e3, " ms"
	} else {
		c.limit, err = strconv.ParseFloat(limit, 64)
		if err == nil && math.IsNaN(c.limit) { // nothing is above or below it
			err = strconv.ErrSyntax
		}
	}
	if err != nil {
		return c, fmt.Errorf("condition %q: cannot read %q: %w", text, limit, err)
	}
	return c, nil
}

// About returns the name of the figure: "p99", "errors", "intact".
func (c Condition) About() string { return c.about }

// figure returns the figure of that name, or nil, and whether it is a time.
func figure(name string) (of func(*report.Target) (float64, bool), isTime bool) {
	if of := figures[name]; of != nil {
		return of, false
	}
	for prefix, times := range times {
		statistic := timeStatistics[strings.TrimPrefix(name, prefix)]
		if statistic == nil || !strings.HasPrefix(name, prefix) {
			continue
		}
		return func(t *report.Target) (float64, bool) {
			of := times(t)
			if of == nil {
				return 0, false
			}
			return statistic(of), true
		}, true
	}
	return nil, false
}

// Holds reports whether c holds for t, and returns it with the figure. It also holds if the
// figure has no data, because then nothing shows that all is well.
func (c Condition) Holds(t *report.Target) (string, bool) {
	v, ok := c.of(t)
	switch {
	case !ok:
		return fmt.Sprintf("%s: %s has no such figure", c.text, t.URL), true
	case c.less && v < c.limit, !c.less && v > c.limit, c.equal && v == c.limit:
		return fmt.Sprintf("%s: %s has %s%s", c.text, t.URL, c.figure(v), c.unit), true
	}
	return "", false
}

// figure formats v with six digits, or with all of them if it then looked like the limit.
func (c Condition) figure(v float64) string {
	said := strconv.FormatFloat(v, 'g', 6, 64)
	if rounded, err := strconv.ParseFloat(said, 64); err == nil && rounded == c.limit {
		said = strconv.FormatFloat(v, 'g', -1, 64)
	}
	return said
}
