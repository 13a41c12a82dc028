package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// none is shown where there is no data.
const none = "–"

// millis formats a time in ms with three significant digits, but no finer than 1 µs.
func millis(v float64) string {
	switch a := math.Abs(v); {
	case math.IsNaN(v) || a >= math.MaxFloat32: // of one block nothing is known
		return none
	case a >= 99.95:
		return Grouped(v)
	case a >= 9.995:
		return strconv.FormatFloat(v, 'f', 1, 64)
	case a >= 0.9995:
		return strconv.FormatFloat(v, 'f', 2, 64)
	case a >= 0.0005:
		return strconv.FormatFloat(v, 'f', 3, 64)
	case a > 0:
		return "<0.001"
	}
	return "0"
}

// signed formats a time in ms with its sign.
func signed(v float64) string {
	s := millis(v)
	if v >= 0.0005 && s != none {
		return "+" + s
	}
	return s
}

// interval formats an interval with two significant digits, because its ends are estimates.
func interval(low, high float64) string {
	if millis(low) == none || millis(high) == none {
		return none
	}
	return estimate(low) + "…" + estimate(high)
}

func estimate(v float64) string {
	switch a := math.Abs(v); {
	case a >= 9.95:
		return Grouped(v)
	case a >= 0.995:
		return strconv.FormatFloat(v, 'f', 1, 64)
	case a >= 0.0995:
		return strconv.FormatFloat(v, 'f', 2, 64)
	case a >= 0.0005:
		return strconv.FormatFloat(v, 'f', 3, 64)
	}
	return "0"
}

// rate formats a number per second, with three significant digits below 100.
func rate(v float64) string {
	if math.Abs(v) < 99.95 {
		return strconv.FormatFloat(v, 'g', 3, 64)
	}
	return Grouped(v)
}

// share formats a share as a percentage. Only 0 becomes 0 % and only 1 becomes 100 %.
func share(v float64) string {
	switch s := strconv.FormatFloat(100*v, 'f', 2, 64); {
	case s == "100.00" && v < 1:
		return "99.99 %"
	case s == "0.00" && v > 0:
		return "below 0.01 %"
	default:
		return strings.TrimSuffix(strings.TrimRight(s, "0"), ".") + " %"
	}
}

// headroom formats a share as a whole percentage that is left at least.
func headroom(v float64) string {
	return strconv.FormatFloat(math.Floor(100*v+1e-9), 'f', 0, 64) + " %"
}

// seconds formats a time in s, with two significant digits below a second.
func seconds(v float64) string {
	if v > 0 && v < 0.995 {
		return strconv.FormatFloat(v, 'g', 2, 64)
	}
	return strconv.FormatFloat(v, 'f', 1, 64)
}

// answers formats a number of answers.
func answers(n int64) string {
	if n == 1 {
		return "1 answer"
	}
	return count(n) + " answers"
}

// count formats n with its thousands separated.
func count(n int64) string { return Grouped(float64(n)) }

// Grouped rounds v and separates its thousands.
func Grouped(v float64) string {
	v = math.Round(v)
	digits := strconv.FormatFloat(math.Abs(v), 'f', 0, 64)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if v < 0 {
		return "-" + digits
	}
	return digits
}

// Significant formats n with that many significant digits and never with an exponent.
func Significant(n float64, digits int) string {
	n, _ = strconv.ParseFloat(strconv.FormatFloat(n, 'e', digits-1, 64), 64) // rounds
	if n >= 1000 {
		return Grouped(n)
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

// mean formats an average, which may be unknown.
func mean(v *float64) string {
	if v == nil {
		return none
	}
	return strconv.FormatFloat(*v, 'f', 1, 64)
}

// megabytes formats a size in bytes; 0 means unknown.
func megabytes(n int64) string {
	if n == 0 {
		return none
	}
	return rate(float64(n)/1e6) + " MB"
}

func processors(u Usage) string { return strconv.FormatFloat(u.CPU, 'f', 2, 64) }

// statistic is a statistic of Times.
type statistic struct {
	name     string
	quantile float64 // 0 for others
	of       func(*Times) float64
}

var statistics = []statistic{
	{"mean", 0, func(t *Times) float64 { return t.Mean }},
	{"±", 0, func(t *Times) float64 { return t.Deviation }},
	{"p50", 0.5, func(t *Times) float64 { return t.P50 }},
	{"p90", 0.9, func(t *Times) float64 { return t.P90 }},
	{"p99", 0.99, func(t *Times) float64 { return t.P99 }},
	{"p99.9", 0.999, func(t *Times) float64 { return t.P999 }},
	{"max", 0, func(t *Times) float64 { return t.Max }},
}

// show formats the statistic of t. It leaves out a quantile above which there is no
// duration: that would only be the largest once more.
func (s statistic) show(t *Times) string {
	if t == nil || s.quantile > 0 && float64(t.Count)*(1-s.quantile) < 1-1e-9 {
		return none
	}
	return millis(s.of(t))
}

// measure is one of the times of a Target.
type measure struct {
	name   string
	of     func(*Target) *Times
	must   func(*Target) bool // be shown without data, too
	beside bool               // be shown beside those of others
	fine   bool               // is told in fewer statistics there
}

// firstEvent is not shown where TTFT is the same.
const firstEvent = "first event"

var measures = []measure{
	{"latency", func(t *Target) *Times { return t.Latency }, func(*Target) bool { return true }, true, false},
	{"TTFT", func(t *Target) *Times { return t.TTFT }, streams, true, false},
	{firstEvent, func(t *Target) *Times { return t.FirstEvent }, never, false, false},
	{"between events", func(t *Target) *Times { return t.Gaps }, streams, true, true},
	{"TPOT", func(t *Target) *Times { return t.TPOT }, streams, true, true},
	{"connect", func(t *Target) *Times { return t.Connect }, never, false, false},
	{"sent late", func(t *Target) *Times { return t.Late }, never, false, false},
}

func streams(t *Target) bool { return t.Events > 0 }
func never(*Target) bool     { return false }

// errorsInWords describes the errors by their kinds.
func (t *Target) errorsInWords() string {
	if t.Errors == 0 {
		return "no errors"
	}
	var kinds []string
	for _, kind := range byCount(t.ErrorsByKind) {
		kinds = append(kinds, kind+": "+count(t.ErrorsByKind[kind]))
	}
	if kinds == nil {
		return "errors: " + count(t.Errors)
	}
	return fmt.Sprintf("errors: %s (%s)", count(t.Errors), strings.Join(kinds, ", "))
}
