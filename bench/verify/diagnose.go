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
}

// diagnose reports what is wrong with the text, if anything. Events that could not be read
// came at holes, counted in pieces. early means that the end did not come, which has been
// reported already.
func (c *checker) diagnose(pieces []segment, holes []int, early bool) {
	d := diagnosis{want: unescaped(c.want.text), pieces: pieces, early: early}
	var came strings.Builder
	for _, p := range pieces {
		d.starts = append(d.starts, came.Len())
		came.WriteString(p.text)
	}
	d.came = came.String()
	d.starts = append(d.starts, len(d.came))
	if len(holes) > 0 && d.fitsAround(holes) {
		return
	}
	if len(d.came) > len(d.want) && !early && strings.HasPrefix(unescaped(c.want.full), d.came) {
		c.overran = fault{ChangedText, fmt.Sprintf("%d tokens at most", c.want.limit), excerpt(d.came, len(d.want))}
		return
	}
	d.compare()
	c.fault(d.kind(c), excerpt(d.want, d.prefix), excerpt(d.came, d.prefix))
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
func (d *diagnosis) kind(c *checker) Kind {
	switch {
	case d.lacks():
		return MissingText
	case d.repeats():
		return Duplicated
	case d.isReordered():
		return Reordered
	case d.isForeign(c):
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

// repeats reports whether the only difference is an extra run of pieces that also came
// elsewhere.
func (d *diagnosis) repeats() bool {
	runs := 0
	for i := 0; i < len(d.pieces) && d.starts[i] <= d.prefix; i++ {
		for j := i + 1; j <= len(d.pieces); j++ {
			run := d.came[d.starts[i]:d.starts[j]]
			if runs++; runs > mostRuns || !d.early && len(run) > len(d.came)-len(d.want) {
				break
			}
			if run != "" && !d.pieces[i].foreign && d.isWantedBut(i, j) &&
				(strings.Contains(d.came[:d.starts[i]], run) || strings.Contains(d.came[d.starts[j]:], run)) {
				return true
			}
		}
	}
	// What came as one piece may have been sent as several.
	extra := len(d.came) - len(d.want)
	const sure = 8
	return len(d.pieces) == 1 && extra >= sure && d.prefix+d.suffix >= len(d.want) &&
		strings.Contains(d.want, d.came[d.prefix:d.prefix+extra])
}

// isWantedBut reports whether the text that came, without pieces i to j-1, is as expected.
// The text before piece i must be equal.
func (d *diagnosis) isWantedBut(i, j int) bool {
	rest, tail := d.want[d.starts[i]:], d.came[d.starts[j]:]
	return rest == tail || d.early && strings.HasPrefix(rest, tail)
}

// isReordered reports whether the misplaced pieces are the expected ones in another order.
func (d *diagnosis) isReordered() bool {
	if len(d.want) != len(d.came) && !d.early {
		return false
	}
	from, to := d.pieceAt(d.prefix), len(d.pieces)
	for !d.early && to > from && d.starts[to-1] >= len(d.came)-d.suffix {
		to--
	}
	if d.starts[to] > len(d.want) {
		return false
	}
	// An answer that ended early may have ended within a swap: then the pieces need only be
	// the beginning of the rest.
	rest := d.want[d.starts[from]:]
	if !d.early {
		rest = d.want[d.starts[from]:d.starts[to]]
	}
	if to-from > 1 && d.tiles(rest, d.pieces[from:to]) {
		return true
	}
	// A piece may begin or end like the one expected in its place, so the neighbours of the
	// difference may have been moved too.
	if from, to = max(from-1, 0), min(to+1, len(d.pieces)); d.early || d.starts[to] > len(d.want) {
		return false
	}
	return d.tiles(d.want[d.starts[from]:d.starts[to]], d.pieces[from:to])
}

// tiles reports whether pieces, in any order, are the beginning of text, or all
// of it if the answer did not end early.
func (d *diagnosis) tiles(text string, pieces []segment) bool {
	used := make([]bool, len(pieces))
	const most = 10_000 // limit of steps: texts hardly repeat themselves
	steps := 0
	var place func(text string, left int) bool
	place = func(text string, left int) bool {
		if left == 0 {
			return d.early || text == ""
		}
		for i, p := range pieces {
			if steps++; steps > most {
				return false
			}
			if used[i] || p.foreign || !strings.HasPrefix(text, p.text) {
				continue
			}
			used[i] = true
			if place(text[len(p.text):], left-1) {
				return true
			}
			used[i] = false
		}
		return false
	}
	return place(text, len(pieces))
}

// isForeign reports whether the text that differs belongs to another request.
func (d *diagnosis) isForeign(c *checker) bool {
	for _, p := range d.pieces {
		if p.foreign {
			return true
		}
	}
	if c.targeter != nil || c.config.Oracle != nil { // the texts of other requests are not known
		return false
	}
	search := func(part string) bool {
		_, ok := c.texts.foreign([]byte(part), c.want.number, c.numbers.Load(), c.window())
		return part != "" && ok
	}
	if len(d.pieces) < 2 {
		part := d.came[d.prefix : len(d.came)-d.suffix]
		return len(part) >= tagDigits && search(part)
	}
	from, to := d.pieceAt(d.prefix), len(d.pieces)
	for to > from+1 && d.starts[to-1] >= len(d.came)-d.suffix {
		to--
	}
	searched := 0
	for i := from; i < to && searched < mostSearched; i++ {
		if d.isAlike(i) {
			continue
		}
		if searched++; search(d.pieces[i].text) {
			return true
		}
	}
	return false
}

// isAlike reports whether at least half of piece i is the text expected in its place.
func (d *diagnosis) isAlike(i int) bool {
	text := d.pieces[i].text
	front, back := d.want[min(d.starts[i], len(d.want)):], ""
	if behind := len(d.came) - d.starts[i+1]; behind <= len(d.want) {
		back = d.want[:len(d.want)-behind]
	}
	equal := 0
	for n := 0; n < min(len(text), len(front)) && text[n] == front[n]; n++ {
		equal++
	}
	for n := 1; n <= min(len(text)-equal, len(back)) && text[len(text)-n] == back[len(back)-n]; n++ {
		equal++
	}
	return 2*equal >= len(text)
}
