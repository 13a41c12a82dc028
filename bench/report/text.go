package report

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
)

// WriteText writes r so that it fits a screen.
func WriteText(w io.Writer, r *Report) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n", r.Load)
	for i := range r.Targets {
		r.Targets[i].write(&b)
	}
	for _, a := range r.Added {
		a.write(&b)
	}
	for _, f := range r.Frontier {
		f.write(&b)
	}
	if len(r.Notes) > 0 {
		fmt.Fprintln(&b)
	}
	for _, note := range r.Notes {
		fmt.Fprintf(&b, "%s\n", note)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// nameWidth is that of the first column of tables, which is flush left in
// tables that are flush right.
const nameWidth = len("between events p50 ms")

func (t *Target) write(b *bytes.Buffer) {
	fmt.Fprintf(b, "\n%s\n%d requests in %.1f s: %.1f a second; errors: %s", t.URL, t.Requests, t.Seconds, t.RequestsPerSecond, t.errors())
	if t.Left > 0 {
		fmt.Fprintf(b, "; left by intent: %d", t.Left)
	}
	if t.CutOff > 0 {
		fmt.Fprintf(b, "; cut off: %d", t.CutOff)
	}
	fmt.Fprintln(b)
	if t.Events > 0 {
		fmt.Fprintf(b, "%d events: %.1f a second, %s an answer; %s tokens an answer\n", t.Events, float64(t.Events)/t.Seconds, number(t.EventsPerAnswer), number(t.TokensPerAnswer))
	}
	if p := t.Process; p != nil {
		fmt.Fprintf(b, "%s (process %d): processors %.2f at rest, %.2f under load, %.2f after; resident MB %.1f, %.1f, %.1f\n", p.Name, p.PID,
			p.Idle.CPU, p.Under.CPU, p.After.CPU, megabytes(p.Idle.Resident), megabytes(p.Under.Resident), megabytes(p.After.Resident))
	}
	if t.Goodput != nil {
		fmt.Fprintf(b, "goodput (%s): %.1f a second, %.2f %%\n", t.Goodput.Objectives, t.Goodput.PerSecond, 100*t.Goodput.Share)
	}
	table := tabwriter.NewWriter(b, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "%-*s\tmean\t±\tp50\tp90\tp99\tp99.9\tmax\t\n", nameWidth, "ms")
	row := func(name string, q *Times, always bool) {
		switch {
		case q != nil:
			fmt.Fprintf(table, "%-*s\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t\n", nameWidth, name, q.Mean, q.Deviation, q.P50, q.P90, q.P99, q.P999, q.Max)
		case always:
			fmt.Fprintf(table, "%-*s\t–\t–\t–\t–\t–\t–\t–\t\n", nameWidth, name)
		}
	}
	row("latency", t.Latency, true)
	row("TTFT", t.TTFT, t.Events > 0)
	row("first event", t.FirstEvent, false)
	row("between events", t.Gaps, t.Events > 0)
	row("TPOT", t.TPOT, t.Events > 0)
	row("connect", t.Connect, false)
	row("sent late", t.Late, false)
	table.Flush()
}

func megabytes(n int64) float64 { return float64(n) / (1 << 20) }

func number(v *float64) string {
	if v == nil {
		return "–"
	}
	return fmt.Sprintf("%.1f", *v)
}

// errors is their number and what they were.
func (t *Target) errors() string {
	var kinds []string
	for _, kind := range slices.Sorted(maps.Keys(t.ErrorsByKind)) {
		kinds = append(kinds, fmt.Sprintf("%s: %d", kind, t.ErrorsByKind[kind]))
	}
	if kinds == nil {
		return fmt.Sprint(t.Errors)
	}
	return fmt.Sprintf("%d (%s)", t.Errors, strings.Join(kinds, ", "))
}

func (a *Added) write(b *bytes.Buffer) {
	fmt.Fprintf(b, "\n%s: %s\n", a.URL, a.Verdict)
	for _, d := range a.Distrust {
		fmt.Fprintf(b, "%s: %s\n", d.Kind, d.Why)
	}
	table := tabwriter.NewWriter(b, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "%-*s\tdirect\tvia\tadded\t95 %%\t\n", nameWidth, fmt.Sprintf("%d blocks", a.Blocks))
	for _, d := range a.Differences {
		interval := "–"
		if a.Blocks > 1 {
			interval = fmt.Sprintf("%+.3f to %+.3f", d.Low, d.High)
		}
		fmt.Fprintf(table, "%-*s\t%.3f\t%.3f\t%+.3f\t%s\t\n", nameWidth, d.Name, d.Direct, d.Via, d.Added, interval)
	}
	table.Flush()
}

func (f *Frontier) write(b *bytes.Buffer) {
	fmt.Fprintf(b, "\n%s\n", f.URL)
	for _, l := range f.Limits {
		rate := "–"
		if l.Rate != nil {
			rate = fmt.Sprintf("%.0f requests/s", *l.Rate)
		}
		fmt.Fprintf(b, "p99 below %3.0f ms up to %s\n", l.Under, rate)
	}
	if f.Streams != nil {
		fmt.Fprintf(b, "%d streams at once\n", *f.Streams)
	}
}
