package cmd

import (
	"io"
	"os"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"
)

// showMarkdown writes Markdown. On a terminal it lays out tables and spells out links.
func showMarkdown(w io.Writer, text string) error {
	if file, ok := w.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		width, _, err := term.GetSize(int(file.Fd()))
		if err != nil || width == 0 {
			width = 80
		}
		text = readable(text, width)
	}
	_, err := io.WriteString(w, text)
	return err
}

// readable returns text with links spelled out and tables laid out for lines of that width.
func readable(text string, width int) string {
	var b strings.Builder
	var table [][]string
	for line := range strings.Lines(linksSpelled(text)) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "|-") {
			table = append(table, cellsOf(line))
			continue
		}
		layOut(&b, table, width)
		table = nil
		if !strings.HasPrefix(line, "<!--") {
			b.WriteString(line + "\n")
		}
	}
	layOut(&b, table, width)
	return b.String()
}

var (
	topicLink = regexp.MustCompile("\\[`?([^]`]+)`?\\]\\((\\w+)\\.md(#[^)]*)?\\)")
	fileLink  = regexp.MustCompile(`\[([^]]+)\]\((?:\.\./)*([^)]+)\)`)
)

// linksSpelled returns text with the topic or the file in place of each link.
func linksSpelled(text string) string {
	text = topicLink.ReplaceAllString(text, "`mock-openai help $2`")
	return fileLink.ReplaceAllString(text, "$1 ($2)")
}

// cellsOf returns the cells of a row of a table.
func cellsOf(row string) (cells []string) {
	const bar = "\x00" // stands for an escaped |, which is no border
	row = strings.ReplaceAll(strings.Trim(row, "|"), `\|`, bar)
	for cell := range strings.SplitSeq(row, "|") {
		cells = append(cells, strings.ReplaceAll(strings.TrimSpace(cell), bar, "|"))
	}
	return cells
}

// layOut writes the rows of a table in columns. The second row is the border below the head.
// The last column is wrapped. If it has too little room, its text goes to lines of its own.
func layOut(b *strings.Builder, table [][]string, width int) {
	const gap, least, indent = 2, 30, 4
	if len(table) < 2 {
		return
	}
	widths := make([]int, len(table[0]))
	for i, row := range table {
		for column, cell := range row {
			if i != 1 && column < len(widths) {
				widths[column] = max(widths[column], utf8.RuneCountInString(cell))
			}
		}
	}
	last := len(widths) - 1
	before := 0
	for _, w := range widths[:last] {
		before += w + gap
	}
	for i, row := range table {
		if i == 1 || i == 0 && strings.Join(row, "") == "" {
			continue
		}
		var line strings.Builder
		for column, cell := range row[:min(last, len(row))] {
			line.WriteString(cell + strings.Repeat(" ", widths[column]-utf8.RuneCountInString(cell)+gap))
		}
		text := ""
		if len(row) > last {
			text = row[last]
		}
		if width-before >= least {
			b.WriteString(strings.TrimRight(line.String()+wrapped(text, before, width), " ") + "\n")
			continue
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
		if text != "" {
			b.WriteString(strings.Repeat(" ", indent) + wrapped(text, indent, width) + "\n")
		}
	}
}

// wrapped returns text in lines of up to width. The first line begins at indent, and the
// others are indented to it.
func wrapped(text string, indent, width int) string {
	var b strings.Builder
	at := indent
	for i, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case at+1+n > width:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			at = indent
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += n
	}
	return b.String()
}
