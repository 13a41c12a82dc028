package verify

import "strings"

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
