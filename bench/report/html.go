package report

import (
	_ "embed"
	"html/template"
	"io"
	"slices"
	"strings"
)

//go:embed page.html
var pageText string

var page = template.Must(template.New("page").Parse(pageText))

// content is the data of the page's template.
type content struct {
	Title   string
	Runs    []runPart
	Targets []targetPart
	Summary table
	Notes   []string
	Charts  []chart
}

// runPart is the part of the page about one run.
type runPart struct {
	Name, Load, Machine, Version, Started, Command string
	Failed                                         []string
	Added                                          []addedPart
	Frontier                                       []frontierPart
}

type addedPart struct {
	*Added
	Name        string
	Differences table
}

type frontierPart struct {
	URL       string
	Class     string
	Sentences []string
}

// targetPart is the part about one URL.
type targetPart struct {
	Letter, Title, Class string
	Sentences            []string
	Times                table
	Verify               *Verify
	Verified             string
	Faults               table
}

// WriteHTML writes runs as one page, which loads nothing.
func WriteHTML(w io.Writer, runs []Run) error {
	all := columnsOf(runs)
	drawn, err := charts(all, runs)
	if err != nil {
		return err
	}
	c := content{Title: "mock-openai bench", Charts: drawn, Notes: besideNotes(all)}
	if len(runs) > 1 || len(all) > 2 {
		c.Summary = summary(all)
	}
	frontiers := 0
	for _, r := range runs {
		c.Runs = append(c.Runs, partOf(r, all, frontiers))
		frontiers += len(r.Frontier)
		for _, note := range r.Notes {
			if r.Name != "" && len(runs) > 1 {
				note = r.Name + ": " + note
			}
			c.Notes = append(c.Notes, note)
		}
	}
	for i, col := range all {
		c.Targets = append(c.Targets, targetPartOf(col, class(i)))
	}
	return page.Execute(w, c)
}

// partOf returns the part about r. frontiers is the number of frontiers of the runs before.
func partOf(r Run, all []column, frontiers int) runPart {
	p := runPart{
		Name: r.Name, Load: r.Load, Machine: r.Machine, Version: r.Version,
		Started: none,
		Command: commandLine(r.Command), Failed: r.Failed,
	}
	if !r.Started.IsZero() {
		p.Started = r.Started.UTC().Format("2006-01-02 15:04:05 UTC")
	}
	for i := range r.Added {
		a := &r.Added[i]
		p.Added = append(p.Added, addedPart{a, nameOf(i, r, all), r.differences(i)})
	}
	for i := range r.Frontier {
		f := &r.Frontier[i]
		p.Frontier = append(p.Frontier, frontierPart{f.URL, class(frontiers + i), f.sentences()})
	}
	return p
}

// nameOf names the two columns whose difference is the i-th of r.
func nameOf(i int, r Run, all []column) string {
	first := slices.IndexFunc(all, func(c column) bool { return c.run == r.Report })
	if second := first + 1 + i; first >= 0 && second < len(all) {
		return all[second].letter + " against " + all[first].letter
	}
	return none
}

// differences returns the i-th of r.Added as a table.
func (r *Report) differences(i int) table {
	a, t := &r.Added[i], table{Head: []string{"", "direct", "via", "added", "95 %"}}
	for k := range a.Differences {
		d := &a.Differences[k]
		if a.repeatsTTFT(d) || !r.bears(i, d) {
			continue
		}
		t.add(strings.TrimSuffix(d.Name, " ms"), millis(d.Direct), millis(d.Via), signed(d.Added), interval(d.Low, d.High))
	}
	return t
}

// bears reports whether both targets of the i-th of r.Added have enough durations for d: a
// quantile above which there is none is not shown of either.
func (r *Report) bears(i int, d *Difference) bool {
	for _, m := range measures {
		for _, s := range statistics {
			if d.Name != m.name+" "+s.name+" ms" {
				continue
			}
			for _, k := range [...]int{0, i + 1} {
				if k >= len(r.Targets) {
					continue
				}
				if of := m.of(&r.Targets[k]); of != nil && s.show(of) == none {
					return false
				}
			}
		}
	}
	return true
}

// repeatsTTFT reports whether d is of the first event, and that of TTFT is the same.
func (a *Added) repeatsTTFT(d *Difference) bool {
	statistic, is := strings.CutPrefix(d.Name, firstEvent)
	ttft := a.difference("TTFT" + statistic)
	return is && ttft != nil && ttft.Direct == d.Direct && ttft.Via == d.Via
}

func targetPartOf(c column, class string) targetPart {
	t := c.target
	p := targetPart{Letter: c.letter, Title: c.title, Class: class, Sentences: t.sentences(), Verify: t.Verify}
	p.Times.Head = []string{"ms"}
	for _, s := range statistics {
		p.Times.Head = append(p.Times.Head, s.name)
	}
	for _, m := range t.shown() {
		row := []string{m.name}
		for _, s := range statistics {
			row = append(row, s.show(m.of(t)))
		}
		p.Times.add(row...)
	}
	if v := t.Verify; v != nil {
		p.Verified = v.inWords()
		if v.Merged != nil {
			p.Verified += "; events merged: " + share(*v.Merged)
		}
		if len(v.Faults) > 0 {
			p.Faults.Head = []string{"fault", "answers"}
		}
		for _, kind := range byCount(v.Faults) {
			p.Faults.add(kind, count(v.Faults[kind]))
		}
	}
	return p
}

// commandLine returns words as one would type them in a shell.
func commandLine(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		if word == "" || strings.ContainsAny(word, " \t\n\"'\\$`&|;<>()*?[]{}!#~") {
			word = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
		quoted[i] = word
	}
	return strings.Join(quoted, " ")
}
