package report

import (
	"strings"
	"unicode/utf8"
)

// table is rows of cells. The first column and the head are labels.
type table struct {
	Head []string
	Rows [][]string
}

func (t *table) add(cells ...string) { t.Rows = append(t.Rows, cells) }

// write appends t. The first column is aligned left, the others right, each at least as wide
// as width.
func (t *table) write(b *strings.Builder, indent string, width int) {
	rows := t.Rows
	if t.Head != nil {
		rows = append([][]string{t.Head}, rows...)
	}
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, width)
				if i == 0 {
					widths[0] = 0
				}
			}
			if i == 0 {
				widths[0] = max(widths[0], utf8.RuneCountInString(cell))
			} else {
				widths[i] = max(widths[i], utf8.RuneCountInString(cell)+2)
			}
		}
	}
	for _, row := range rows {
		line := indent
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i == 0 {
				line += cell + pad
			} else {
				line += pad + cell
			}
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
}

// columns is the width of a screen in characters.
const columns = 80

// wrapped writes text in lines that fit on the screen. All lines but the first are indented
// by two more.
func wrapped(b *strings.Builder, indent, text string) {
	column := 0
	for word := range strings.FieldsSeq(text) {
		length := utf8.RuneCountInString(word)
		switch {
		case column == 0:
			b.WriteString(indent)
			column = len(indent)
		case column+1+length > columns:
			b.WriteString("\n" + indent + "  ")
			column = len(indent) + 2
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += length
	}
	b.WriteByte('\n')
}
