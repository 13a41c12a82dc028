package verify

// isForeign reports whether the text that differs belongs to another request.
func (d *diagnosis) isForeign() bool {
	for _, p := range d.pieces {
		if p.foreign {
			return true
		}
	}
	if len(d.pieces) < 2 {
		part := d.came[d.prefix : len(d.came)-d.suffix]
		return len(part) >= tagDigits && d.isOthers(part)
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
		if searched++; d.isOthers(d.pieces[i].text) {
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

// isOthers reports whether text is found in the text of another request of this package.
func (c *checker) isOthers(text string) bool {
	if text == "" || c.targeter != nil || c.config.Oracle != nil { // the texts of others are not known
		return false
	}
	_, ok := c.texts.foreign([]byte(text), c.want.number, c.numbers.Load(), c.window())
	return ok
}
