package verify

import "fmt"

// blocks are the parts of a message that have begun, and those that have ended. Only the
// first mostIndexes are checked.
type blocks struct{ opened, closed indexes }

// indexes is a set of indexes below mostIndexes. Others are never in it.
type indexes uint64

const mostIndexes = 64

func (s indexes) has(i int) bool { return s>>i&1 != 0 }

func (s *indexes) add(i int) { *s |= 1 << i }

// take checks that each part begins once, has its text, and ends once.
func (b *blocks) take(at stage, index int, a *API, f *findings) {
	switch {
	case index == noIndex:
		f.fault(UnexpectedEvent, "the index of a part", "another number")
		return
	case index >= mostIndexes:
		return
	}
	once := func(came *indexes) {
		if came.has(index) {
			f.fault(Duplicated, a.name(at)+" once for each index", fmt.Sprintf("index %d twice", index))
		}
		came.add(index)
	}
	switch at {
	case atPartAdded:
		once(&b.opened)
	case atText:
		if b.closed.has(index) || a.has(atPartAdded) && !b.opened.has(index) {
			f.disorder = fault{Reordered, a.name(at) + " between the beginning and the end of its part", fmt.Sprintf("index %d", index)}
		}
	case atPartDone:
		once(&b.closed)
	}
}

// lacks reports parts that have not ended.
func (b *blocks) lacks(a *API, f *findings) {
	if b.opened&^b.closed != 0 && a.has(atPartDone) {
		f.fault(UnexpectedEvent, a.name(atPartDone)+" for each "+a.name(atPartAdded), "none")
	}
}
