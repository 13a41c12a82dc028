package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// WriteCSV writes a line for each target, with all figures unrounded. A figure without data
// is empty. If no run has a target, because they are sweeps, it writes a line for each rate.
// The two have other columns: it fails for runs of both kinds.
func WriteCSV(w io.Writer, runs []Run) error {
	out := csv.NewWriter(w)
	all := columnsOf(runs)
	sweep := slices.IndexFunc(runs, func(r Run) bool { return len(r.Frontier) > 0 && len(r.Targets) == 0 })
	switch {
	case len(all) > 0 && sweep >= 0:
		return fmt.Errorf("CSV has a line for each URL, or for each rate of a sweep, and %s is a sweep: write it apart from the others", runs[sweep].Name)
	case len(all) == 0:
		writeSteps(out, runs)
	}
	for i, c := range all {
		names, values := fields(runs, c)
		if i == 0 {
			out.Write(names)
		}
		out.Write(values)
	}
	out.Flush()
	return out.Error()
}

// writeSteps writes the rates that sweeps tried.
func writeSteps(out *csv.Writer, runs []Run) {
	out.Write([]string{"run", "url", "offered_per_second", "requests_per_second", "latency_p50_ms", "latency_p99_ms", "ttft_p50_ms", "ttft_p99_ms", "errors", "intact"})
	for _, r := range runs {
		for _, f := range r.Frontier {
			for _, s := range f.Steps {
				out.Write([]string{r.Name, f.URL, decimal(&s.Rate), decimal(&s.Achieved), decimal(s.P50), decimal(s.P99), decimal(s.TTFT50), decimal(s.TTFT99),
					strconv.FormatInt(s.Errors, 10), strconv.FormatBool(s.Intact)})
			}
		}
	}
}

// decimal formats v unrounded; nil becomes "".
func decimal(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'g', -1, 64)
}

// fields returns the names and values of a line.
func fields(runs []Run, c column) (names, values []string) {
	add := func(name, value string) { names, values = append(names, name), append(values, value) }
	number := func(name string, v *float64) { add(name, decimal(v)) }
	whole := func(name string, n int64) { add(name, strconv.FormatInt(n, 10)) }
	run, t := "", c.target
	for _, r := range runs {
		if r.Report == c.run {
			run = r.Name
		}
	}
	add("run", run)
	add("started", c.run.Started.Format("2006-01-02T15:04:05Z07:00"))
	add("load", c.run.Load)
	add("url", t.URL)
	number("seconds", &t.Seconds)
	whole("sent", t.Sent)
	whole("requests", t.Requests)
	number("requests_per_second", &t.RequestsPerSecond)
	number("offered_per_second", t.Offered)
	number("sent_per_second", t.SentPerSecond)
	whole("errors", t.Errors)
	whole("left", t.Left)
	whole("cut_off", t.CutOff)
	whole("resent", t.Resent)
	whole("bytes", t.Bytes)
	whole("events", t.Events)
	number("events_per_answer", t.EventsPerAnswer)
	number("tokens_per_answer", t.TokensPerAnswer)
	for _, m := range measures {
		of := m.of(t)
		for _, s := range statistics {
			name := strings.ReplaceAll(strings.ToLower(m.name), " ", "_") + "_" + strings.Replace(s.name, "±", "deviation", 1) + "_ms"
			if of == nil {
				number(name, nil)
				continue
			}
			v := s.of(of)
			number(name, &v)
		}
	}
	good, intact := shares(t)
	number("goodput", good)
	number("intact", intact)
	number("least_headroom", t.LeastHead)
	return names, values
}

// shares returns the share of answers in time, and of those that are intact; nil means
// unknown.
func shares(t *Target) (good, intact *float64) {
	if t.Goodput != nil {
		good = &t.Goodput.Share
	}
	if t.Verify != nil && t.Verify.Checked > 0 {
		part := float64(t.Verify.Intact) / float64(t.Verify.Checked)
		intact = &part
	}
	return good, intact
}
