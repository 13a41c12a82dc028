package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// WriteText writes r so that it fits on a screen of 80 columns and 40 lines.
func WriteText(w io.Writer, r *Report) error {
	var b strings.Builder
	wrapped(&b, "", r.Load)
	switch {
	case len(r.Targets) > 2:
		b.WriteByte('\n')
		writeBeside(&b, columnsOf([]Run{{Report: r}}))
	case len(r.Targets) == 2 && len(r.Added) == 1:
		r.writePair(&b)
	default:
		for i := range r.Targets {
			r.Targets[i].write(&b)
		}
	}
	for i := range r.Added {
		r.Added[i].write(&b)
	}
	for i := range r.Frontier {
		r.Frontier[i].write(&b)
	}
	if len(r.Notes)+len(r.Failed) > 0 {
		b.WriteByte('\n')
	}
	r.writeNotes(&b, "")
	_, err := io.WriteString(w, b.String())
	return err
}

// writeNotes writes what to know of r and the conditions that held, each behind the name.
func (r *Report) writeNotes(b *strings.Builder, name string) {
	for _, note := range r.Notes {
		wrapped(b, "", name+note)
	}
	for _, failed := range r.Failed {
		wrapped(b, "", name+"failed: "+failed)
	}
}

// write writes all about a target.
func (t *Target) write(b *strings.Builder) {
	t.writeHead(b, "")
	times := table{Head: []string{"ms"}}
	for _, s := range statistics {
		times.Head = append(times.Head, s.name)
	}
	for _, m := range t.shown() {
		row := []string{m.name}
		for _, s := range statistics {
			row = append(row, s.show(m.of(t)))
		}
		times.add(row...)
	}
	times.write(b, "  ", 8)
}

// writeHead writes everything about t except its times. letter names t.
func (t *Target) writeHead(b *strings.Builder, letter string) {
	if letter != "" {
		letter += " "
	}
	fmt.Fprintf(b, "\n%s%s\n", letter, t.URL)
	for _, line := range t.sentences() {
		wrapped(b, "  ", line)
	}
	if t.Verify != nil {
		t.Verify.write(b)
	}
}

// shown returns the times of t that are worth showing.
func (t *Target) shown() (all []measure) {
	for _, m := range measures {
		if t.shows(m) {
			all = append(all, m)
		}
	}
	return all
}

// shows reports whether m is worth showing.
func (t *Target) shows(m measure) bool {
	of := m.of(t)
	switch {
	case of == nil:
		return m.must(t)
	case m.name == firstEvent && t.TTFT != nil && of.Mean == t.TTFT.Mean: // they are the same
		return false
	}
	return true
}

// writePair writes two targets, and below each time of both what the second target adds.
func (r *Report) writePair(b *strings.Builder) {
	first, second, added := &r.Targets[0], &r.Targets[1], &r.Added[0]
	first.writeHead(b, "A")
	second.writeHead(b, "B")
	b.WriteByte('\n')
	names := []string{"mean", "p50", "p90", "p99", "max"}
	times := table{Head: append([]string{"ms"}, names...)}
	for _, m := range measures {
		if !m.beside || !first.shows(m) && !second.shows(m) {
			continue
		}
		rows := [4][]string{{m.name + " A"}, {strings.Repeat(" ", len(m.name)) + " B"}, {"  added"}, {"  95 %"}}
		for _, s := range statistics {
			if !slices.Contains(names, s.name) {
				continue
			}
			difference, ends := "", ""
			if d := added.difference(m.name + " " + s.name + " ms"); d != nil && r.bears(0, d) {
				difference, ends = signed(d.Added), interval(d.Low, d.High)
			}
			for i, cell := range []string{s.show(m.of(first)), s.show(m.of(second)), difference, ends} {
				rows[i] = append(rows[i], cell)
			}
		}
		times.add(rows[0]...)
		times.add(rows[1]...)
		if added.difference(m.name+" p50 ms") != nil {
			times.add(rows[2]...)
			times.add(rows[3]...)
		}
	}
	times.write(b, "", 12)
}

// sentences returns everything about t except its times.
func (t *Target) sentences() (all []string) {
	say := func(format string, values ...any) { all = append(all, fmt.Sprintf(format, values...)) }
	outcome := fmt.Sprintf("%s in %s s", answers(t.Requests), seconds(t.Seconds))
	if t.Offered != nil && t.SentPerSecond != nil {
		outcome += fmt.Sprintf("; sent %s a second of %s offered", rate(*t.SentPerSecond), rate(*t.Offered))
	} else {
		outcome += fmt.Sprintf(": %s a second", rate(t.RequestsPerSecond))
	}
	outcome += "; " + t.errorsInWords()
	if t.Left > 0 {
		outcome += "; left by intent: " + count(t.Left)
	}
	if t.CutOff > 0 {
		outcome += "; cut off: " + count(t.CutOff)
	}
	say("%s", outcome)
	if t.Resent > 0 {
		say("requests sent again, as the server had closed the connection: %s", count(t.Resent))
	}
	if t.FirstError != "" {
		say("first error: %s", shortened(t.FirstError))
	}
	if t.Events > 0 {
		say("%s events, %s an answer; %s tokens an answer", count(t.Events), mean(t.EventsPerAnswer), mean(t.TokensPerAnswer))
	}
	if g := t.Goodput; g != nil {
		say("goodput (%s): %s, %s a second", g.Objectives, share(g.Share), rate(g.PerSecond))
	}
	if p := t.Process; p != nil {
		say("%s", p.inWords())
	}
	if t.LeastHead != nil {
		say("headroom of the mock: %s at least", headroom(*t.LeastHead))
	}
	return all
}

// inWords describes what p used.
func (p *Process) inWords() string {
	which := fmt.Sprintf("%s (process %d", p.Name, p.PID)
	switch p.Children {
	case 0:
	case 1:
		which += " and its child"
	default:
		which += fmt.Sprintf(" and its %d children", p.Children)
	}
	said := which + "): processors " + processors(p.Idle) + " idle, " + processors(p.Under) + " under load"
	if p.Ended {
		return said + fmt.Sprintf("; memory %s, %s; it ended before the run did", megabytes(p.Idle.Resident), megabytes(p.Under.Resident))
	}
	return said + fmt.Sprintf(", %s after; memory %s, %s, %s", processors(p.After),
		megabytes(p.Idle.Resident), megabytes(p.Under.Resident), megabytes(p.After.Resident))
}

// A screen shows the first faults, and the beginning of the text of each.
const (
	shownFaults = 5
	shownText   = 160
)

func (v *Verify) write(b *strings.Builder) {
	line := "verified: " + v.inWords()
	for _, kind := range byCount(v.Faults) {
		line += ", " + kind + " " + count(v.Faults[kind])
	}
	if v.Merged != nil {
		line += "; events merged: " + share(*v.Merged)
	}
	wrapped(b, "  ", line)
	for i, f := range v.First {
		if i == shownFaults {
			wrapped(b, "  ", fmt.Sprintf("%d kinds more: --json shows them", len(v.First)-shownFaults))
			break
		}
		wrapped(b, "  ", shortened(fmt.Sprintf("%s in %s: expected %s, came %s", f.Kind, f.RequestID, f.Expected, f.Came)))
	}
}

// shortened returns text with single spaces, cut to shownText characters.
func shortened(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	runes := []rune(text)
	if len(runes) <= shownText {
		return text
	}
	return string(runes[:shownText-1]) + "…"
}

// write writes what a gateway adds.
func (a *Added) write(b *strings.Builder) {
	fmt.Fprintf(b, "\n%s\n", a.URL)
	wrapped(b, "  ", a.Verdict)
	for _, d := range a.Distrust {
		wrapped(b, "  ", d.Kind+": "+d.Why)
	}
}

// difference returns the difference of that name, or nil.
func (a *Added) difference(name string) *Difference {
	for i := range a.Differences {
		if a.Differences[i].Name == name {
			return &a.Differences[i]
		}
	}
	return nil
}

func (f *Frontier) write(b *strings.Builder) {
	fmt.Fprintf(b, "\n%s\n", f.URL)
	for _, line := range f.sentences() {
		wrapped(b, "  ", line)
	}
}

// sentences returns the limits that were found.
func (f *Frontier) sentences() (all []string) {
	if f.Ended != "" {
		all = append(all, "ENDED-EARLY: "+f.Ended)
	}
	what := "p99"
	if f.TTFT {
		what = "TTFT p99"
	}
	for _, l := range f.Limits {
		reached := "at none of the rates"
		if l.Rate != nil {
			reached = "up to " + rate(*l.Rate) + " requests a second"
		}
		all = append(all, fmt.Sprintf("%s below %g ms %s", what, l.Under, reached))
	}
	bad := 0
	for _, step := range f.Steps {
		if step.Errors > 0 || !step.Intact {
			bad++
		}
	}
	if bad > 0 {
		all = append(all, fmt.Sprintf("errors, or answers that are not intact, at %d of %d rates: these do not count", bad, len(f.Steps)))
	}
	if f.Streams != nil {
		all = append(all, count(*f.Streams)+" streams at once without a late event")
	}
	if f.Verify != nil {
		all = append(all, f.Verify.inWords())
	}
	return all
}
