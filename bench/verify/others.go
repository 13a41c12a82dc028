package verify

import "fmt"

// others are the stages that have come of each choice after the first.
type others []stages

// take checks the part of an event that belongs to a choice after the first. choices is how
// many there are, with the first.
func (o *others) take(p *part, choices int, a *API, f *findings) {
	if p.index >= choices {
		f.fault(UnexpectedEvent, fmt.Sprintf("%d choices", choices), fmt.Sprintf("index %d", p.index))
		return
	}
	o.grow(p.index)
	seen := &(*o)[p.index-1]
	f.checkRole(p, a)
	once := func(at stage, came bool) {
		if came && seen.has(at) {
			f.fault(Duplicated, a.name(at)+" once in each choice", "it twice")
		}
		if came {
			*seen |= setOf(at)
		}
	}
	once(atRole, p.role != nil && a.has(atRole))
	if len(p.text) > 0 && seen.has(atFinish) {
		f.fault(Reordered, "text before a finish reason", "it behind")
	}
	once(atFinish, p.finish != nil)
}

func (o *others) grow(size int) {
	for len(*o) < size {
		*o = append(*o, 0)
	}
}

// lacks reports choices without a finish reason.
func (o *others) lacks(choices int, f *findings) {
	o.grow(choices - 1)
	for i, seen := range *o {
		if !seen.has(atFinish) {
			f.fault(MissingFinish, fmt.Sprintf("a finish reason of choice %d", i+1), "none")
		}
	}
}
