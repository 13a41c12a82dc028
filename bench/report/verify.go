package report

import (
	"cmp"
	"maps"
	"slices"
)

// byCount returns the kinds, the most frequent first.
func byCount(kinds map[string]int64) []string {
	return slices.SortedFunc(maps.Keys(kinds), func(a, b string) int {
		return cmp.Or(cmp.Compare(kinds[b], kinds[a]), cmp.Compare(a, b))
	})
}

// inWords says whether the checked answers are intact.
func (v *Verify) inWords() string {
	if v.Checked == 0 {
		return "no answer was checked"
	}
	said := answers(v.Checked) + " checked, "
	if v.Intact == v.Checked {
		said += "all intact"
	} else {
		said += count(v.Checked-v.Intact) + " not intact (" + share(float64(v.Checked-v.Intact)/float64(v.Checked)) + ")"
	}
	if v.Uncompared > 0 {
		said += "; text not compared in " + count(v.Uncompared)
	}
	return said
}

// intact formats the share of intact answers.
func (v *Verify) intact() string {
	if v == nil || v.Checked == 0 {
		return none
	}
	return share(float64(v.Intact) / float64(v.Checked))
}
