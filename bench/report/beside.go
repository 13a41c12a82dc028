package report

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// Run is a report and its name in a comparison.
type Run struct {
	Name string `json:"name"`
	*Report
}

// column is a target in a comparison.
type column struct {
	letter string // A, B, …
	title  string
	run    *Report
	target *Target
}

// columnsOf returns the targets of all runs.
func columnsOf(runs []Run) (all []column) {
	for _, r := range runs {
		for i := range r.Targets {
			t := &r.Targets[i]
			title := t.URL
			if r.Name != "" {
				title = filepath.Base(r.Name) + ": " + title
			}
			all = append(all, column{letter(len(all)), title, r.Report, t})
		}
	}
	return all
}

// letter returns A, B and so on, and a number beyond Z.
func letter(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return fmt.Sprint(i + 1)
}

// WriteBeside writes the targets of runs side by side, and then the verdicts, the limits and
// the notes of each run.
func WriteBeside(w io.Writer, runs []Run) error {
	var b strings.Builder
	all := columnsOf(runs)
	writeBeside(&b, all)
	for i := range runs {
		runs[i].writeFound(&b)
	}
	b.WriteByte('\n')
	for _, note := range besideNotes(all) {
		wrapped(&b, "", note)
	}
	for _, r := range runs {
		r.writeNotes(&b, filepath.Base(r.Name)+": ")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeFound writes the verdicts and limits of a run.
func (r *Run) writeFound(b *strings.Builder) {
	name := filepath.Base(r.Name)
	for _, a := range r.Added {
		fmt.Fprintf(b, "\n%s: %s\n", name, a.URL)
		said := a.Verdict
		for i, d := range a.Distrust {
			if i == 0 || d.Kind != a.Distrust[i-1].Kind {
				said += "; " + d.Kind
			}
		}
		wrapped(b, "  ", said)
	}
	for _, f := range r.Frontier {
		fmt.Fprintf(b, "\n%s: %s\n", name, f.URL)
		wrapped(b, "  ", strings.Join(f.sentences(), "; "))
	}
}

// besideNotes warns of differences between runs that make their figures hard to compare.
func besideNotes(all []column) (notes []string) {
	for i, c := range all {
		first := all[0]
		if c.run == first.run || c.run == all[i-1].run {
			continue
		}
		if c.run.Load != first.run.Load {
			notes = append(notes, fmt.Sprintf("%s and %s were loaded differently: %s, and %s.", first.letter, c.letter, first.run.Load, c.run.Load))
		}
		if c.run.Machine != first.run.Machine {
			notes = append(notes, fmt.Sprintf("%s and %s ran on different machines: %s, and %s.", first.letter, c.letter, first.run.Machine, c.run.Machine))
		}
	}
	if len(all) > 0 && all[len(all)-1].run != all[0].run {
		notes = append(notes, "Runs made one after the other differ by chance, too: intervals come of bench --compare.")
	}
	return notes
}

// abreast is how many columns fit on a screen.
const abreast = 4

// writeBeside writes the columns, split into tables that fit on a screen.
func writeBeside(b *strings.Builder, all []column) {
	for _, c := range all {
		fmt.Fprintf(b, "%-2s %s\n", c.letter, c.title)
	}
	for len(all) > 0 {
		n := min(abreast, len(all))
		b.WriteByte('\n')
		t := summary(all[:n])
		t.write(b, "", 13)
		all = all[n:]
	}
}

// summary returns a row for each figure that one of the columns has.
func summary(all []column) table {
	t := besideTable{all: all, table: table{Head: []string{""}}}
	for _, c := range all {
		t.Head = append(t.Head, c.letter)
	}
	t.addCounts()
	t.addShares()
	t.addTimes()
	return t.table
}

// besideTable is a table with a column for each target.
type besideTable struct {
	table
	all []column
}

// row adds a row if one of the targets has the figure.
func (t *besideTable) row(name string, of func(*Target) string) {
	cells, known := []string{name}, false
	for _, c := range t.all {
		cell := of(c.target)
		cells, known = append(cells, cell), known || cell != none
	}
	if known {
		t.add(cells...)
	}
}

func (t *besideTable) addCounts() {
	t.row("answers", func(t *Target) string { return count(t.Requests) })
	t.row("a second", func(t *Target) string { return rate(t.RequestsPerSecond) })
	t.row("sent a second", func(t *Target) string { return optional(t.SentPerSecond, rate) })
	t.row("offered a second", func(t *Target) string { return optional(t.Offered, rate) })
	t.row("errors", func(t *Target) string { return count(t.Errors) })
	if slices.ContainsFunc(t.all, func(c column) bool { return c.target.Resent > 0 }) {
		t.row("sent again", func(t *Target) string { return count(t.Resent) })
	}
}

func (t *besideTable) addShares() {
	t.row("intact", func(t *Target) string { return t.Verify.intact() })
	t.row("goodput", func(t *Target) string {
		if t.Goodput == nil {
			return none
		}
		return share(t.Goodput.Share)
	})
	t.row("events an answer", func(t *Target) string { return mean(t.EventsPerAnswer) })
	t.row("tokens an answer", func(t *Target) string { return mean(t.TokensPerAnswer) })
	t.row("headroom, least", func(t *Target) string { return optional(t.LeastHead, headroom) })
	t.row("its processors", func(t *Target) string {
		if t.Process == nil {
			return none
		}
		return processors(t.Process.Under)
	})
	t.row("its memory", func(t *Target) string {
		if t.Process == nil {
			return none
		}
		return megabytes(t.Process.Under.Resident)
	})
}

func (t *besideTable) addTimes() {
	for _, m := range measures {
		for _, s := range statistics {
			if !m.beside || !slices.Contains([]string{"mean", "p50", "p99", "p99.9"}, s.name) || m.fine && s.quantile != 0.5 && s.quantile != 0.99 {
				continue
			}
			t.row(m.name+" "+s.name+", ms", func(t *Target) string { return s.show(m.of(t)) })
		}
	}
}

func optional(v *float64, show func(float64) string) string {
	if v == nil {
		return none
	}
	return show(*v)
}
