package report

import (
	"cmp"
	"maps"
	"slices"
)

// byCount are the kinds, the most frequent first.
func byCount(kinds map[string]int64) []string {
	return slices.SortedFunc(maps.Keys(kinds), func(a, b string) int {
		return cmp.Or(cmp.Compare(kinds[b], kinds[a]), cmp.Compare(a, b))
	})
}

// inWords is whether what was checked is intact.
func (v *Verify) inWords() string {
	switch {
	case v.Checked == 0:
		return "no answer was checked"
	case v.Intact == v.Checked:
		return count(v.Checked) + " answers checked, all intact"
	}
	return count(v.Checked) + " answers checked, " + count(v.Checked-v.Intact) + " not intact (" + share(float64(v.Checked-v.Intact)/float64(v.Checked)) + ")"
}

// intact is its share.
func (v *Verify) intact() string {
	if v == nil || v.Checked == 0 {
		return none
	}
	return share(float64(v.Intact) / float64(v.Checked))
}
