package cmd

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"mock-openai/bench"
	"mock-openai/fast/histogram"
)

// nameWidth is that of the first column of tables, which is flush left in
// tables that are flush right.
const nameWidth = len("between events p50 ms")

// measurement is what the load of one URL came to.
type measurement struct {
	URL               string           `json:"url"`
	Seconds           float64          `json:"seconds"`
	Requests          int64            `json:"requests"`
	RequestsPerSecond float64          `json:"requests_per_second"`
	Errors            int64            `json:"errors"`
	ErrorsByStatus    map[string]int64 `json:"errors_by_status,omitempty"` // "connection" for those without
	FirstError        string           `json:"first_error,omitempty"`
	Bytes             int64            `json:"bytes"`
	Events            int64            `json:"events"`

	Latency quantiles `json:"latency_ms"`
	TTFT    quantiles `json:"ttft_ms"`           // 0 without streams
	Gaps    quantiles `json:"between_events_ms"` // 0 without streams
}

func measure(url string, r *bench.Result) measurement {
	m := measurement{
		URL:               url,
		Seconds:           r.Elapsed.Seconds(),
		Requests:          r.Requests(),
		RequestsPerSecond: r.Rate(),
		Errors:            r.Errors(),
		ErrorsByStatus:    errorsByStatus(r),
		Bytes:             r.Bytes(),
		Events:            r.Events(),
		Latency:           quantilesOf(&r.Latency),
		TTFT:              quantilesOf(&r.First),
		Gaps:              quantilesOf(&r.Gaps),
	}
	if err := r.Err(); err != nil {
		m.FirstError = err.Error()
	}
	return m
}

func errorsByStatus(r *bench.Result) map[string]int64 {
	counts, others := make(map[string]int64), r.Errors()
	for status, n := range r.Statuses() {
		counts[strconv.Itoa(status)] = n
		others -= n
	}
	if others > 0 {
		counts["connection"] = others
	}
	return counts
}

// failure is an error if there was no good answer.
func (m measurement) failure() error {
	switch {
	case m.Requests > 0:
		return nil
	case m.Errors > 0:
		return fmt.Errorf("no good answer from %s: %s", m.URL, m.FirstError)
	}
	return fmt.Errorf("no whole answer from %s within %.3g s", m.URL, m.Seconds)
}

// errors is their number and what they were.
func (m measurement) errors() string {
	var kinds []string
	for _, kind := range slices.Sorted(maps.Keys(m.ErrorsByStatus)) {
		kinds = append(kinds, fmt.Sprintf("%s: %d", kind, m.ErrorsByStatus[kind]))
	}
	if kinds == nil {
		return "0"
	}
	return fmt.Sprintf("%d (%s)", m.Errors, strings.Join(kinds, ", "))
}

func (m measurement) print(w io.Writer) error {
	fmt.Fprintf(w, "%s\n%d requests in %.1f s: %.1f a second; errors: %s\n", m.URL, m.Requests, m.Seconds, m.RequestsPerSecond, m.errors())
	if m.Events > 0 {
		fmt.Fprintf(w, "%d events: %.1f a second\n", m.Events, float64(m.Events)/m.Seconds)
	}
	if m.Requests == 0 {
		return nil
	}
	table := tabwriter.NewWriter(w, 0, 0, 3, ' ', tabwriter.AlignRight)
	row := func(name string, q quantiles) {
		fmt.Fprintf(table, "%-*s\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t\n", nameWidth, name, q.P50, q.P90, q.P99, q.P999, q.Max)
	}
	fmt.Fprintf(table, "\n%-*s\tp50\tp90\tp99\tp99.9\tmax\t\n", nameWidth, "ms")
	row("latency", m.Latency)
	if m.Events > 0 {
		row("TTFT", m.TTFT)
		row("between events", m.Gaps)
	}
	return table.Flush()
}

// quantiles are times in milliseconds.
type quantiles struct {
	P50  float64 `json:"p50"`
	P90  float64 `json:"p90"`
	P99  float64 `json:"p99"`
	P999 float64 `json:"p99.9"`
	Max  float64 `json:"max"`
}

func quantilesOf(h *histogram.Histogram) quantiles {
	at := func(q float64) float64 { return float64(h.Quantile(q)) / float64(time.Millisecond) }
	return quantiles{at(0.5), at(0.9), at(0.99), at(0.999), at(1)}
}
