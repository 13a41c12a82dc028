package verify

import "strings"

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
