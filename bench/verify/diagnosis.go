package verify

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// diagnosis compares the text that came with the expected text.
type diagnosis struct {
	want, came string
	pieces     []segment // of came
	starts     []int     // start of each piece, and the end of the last
	early      bool      // the answer ended early, so more may have followed

	prefix, suffix int // lengths of the common prefix and suffix; they do not overlap

	isOthers func(text string) bool // reports whether text is that of another request
}

// diagnose reports what is wrong with the text, if anything. Events that could not be read
// came at holes, counted in pieces. early means that the end did not come, which has been
// reported already.
func (c *checker) diagnose(pieces []segment, holes []int, early bool) {
	d := diagnosis{want: unescaped(c.want.text), pieces: pieces, early: early, isOthers: c.isOthers}
	d.join()
	switch {
	case len(holes) > 0 && d.fitsAround(holes):
	case len(d.came) > len(d.want) && !early && strings.HasPrefix(unescaped(c.want.full), d.came):
		c.overran = fault{ChangedText, fmt.Sprintf("%d tokens at most", c.want.limit), excerpt(d.came, len(d.want))}
	default:
		d.compare()
		c.fault(d.kind(), excerpt(d.want, d.prefix), excerpt(d.came, d.prefix))
	}
}

// join joins the pieces.
func (d *diagnosis) join() {
	var came strings.Builder
	for _, p := range d.pieces {
		d.starts = append(d.starts, came.Len())
		came.WriteString(p.text)
	}
	d.came = came.String()
	d.starts = append(d.starts, len(d.came))
}

// compare finds the common prefix and suffix.
func (d *diagnosis) compare() {
	short := min(len(d.want), len(d.came))
	for d.prefix < short && d.want[d.prefix] == d.came[d.prefix] {
		d.prefix++
	}
	for d.prefix > 0 && d.prefix < len(d.want) && !utf8.RuneStart(d.want[d.prefix]) {
		d.prefix--
	}
	for d.suffix < short-d.prefix && d.want[len(d.want)-1-d.suffix] == d.came[len(d.came)-1-d.suffix] {
		d.suffix++
	}
}

// fitsAround reports whether all of the text came, except what may have been in holes.
func (d *diagnosis) fitsAround(holes []int) bool {
	rest, from := d.want, 0
	for i, hole := range holes {
		group := d.came[d.starts[from]:d.starts[hole]]
		at := strings.Index(rest, group)
		if at < 0 || i == 0 && at > 0 {
			return false
		}
		rest, from = rest[at+len(group):], hole
	}
	last := d.came[d.starts[from]:]
	return strings.HasSuffix(rest, last) || d.early && strings.Contains(rest, last)
}

// kind returns the kind of fault that fits best.
func (d *diagnosis) kind() Kind {
	switch {
	case d.lacks():
		return MissingText
	case d.repeats():
		return Duplicated
	case d.isReordered():
		return Reordered
	case d.isForeign():
		return ForeignText
	}
	return ChangedText
}

// lacks reports whether a run of characters is missing and all else came.
func (d *diagnosis) lacks() bool {
	if len(d.came) < len(d.want) && d.prefix+d.suffix >= len(d.came) {
		return true
	}
	rest := d.came[d.starts[d.pieceAt(d.prefix)]:]
	return d.early && rest != "" && strings.Contains(d.want[min(d.prefix, len(d.want)):], rest)
}

// pieceAt returns the index of the piece with byte at, or of the last.
func (d *diagnosis) pieceAt(at int) int {
	for i := range d.pieces {
		if at < d.starts[i+1] {
			return i
		}
	}
	return max(len(d.pieces)-1, 0)
}
