package quirk

import (
	"iter"
	"strings"
	"sync/atomic"
)

// Set is the quirks of one answer.
type Set uint64

// Of returns the set of these kinds.
func Of(all ...Kind) (s Set) {
	for _, k := range all {
		s |= 1 << k
	}
	return s
}

// Has reports whether k is in s.
func (s Set) Has(k Kind) bool { return s&(1<<k) != 0 }

// Any reports whether s has a kind of others.
func (s Set) Any(others Set) bool { return s&others != 0 }

// At returns the quirks of s that apply there.
func (s Set) At(places ...Where) (at Set) {
	for _, where := range places {
		for k := range kinds {
			if s.Has(k) && catalogue[k].Where == where {
				at |= 1 << k
			}
		}
	}
	return at
}

// OverSocket returns the quirks of s that apply over WebSocket.
func (s Set) OverSocket() (over Set) {
	for k := range kinds {
		if s.Has(k) && catalogue[k].Socket != "" {
			over |= 1 << k
		}
	}
	return over
}

// ParseSet parses names joined by +: crlf+bom.
func ParseSet(text string) (s Set, _ error) {
	for name := range strings.SplitSeq(text, "+") {
		k, err := Parse(name)
		if err != nil {
			return 0, err
		}
		s |= 1 << k
	}
	return s, nil
}

// Names returns the names of the quirks in s.
func (s Set) Names() (names []string) {
	for k := range kinds {
		if s.Has(k) {
			names = append(names, catalogue[k].Name)
		}
	}
	return names
}

// String returns s in the format of ParseSet.
func (s Set) String() string { return strings.Join(s.Names(), "+") }

// Counts are the numbers of quirks by kind. The zero value is ready for concurrent use.
type Counts [kinds]atomic.Uint64

// Add counts the quirks in s.
func (c *Counts) Add(s Set) {
	for k := range kinds {
		if s.Has(k) {
			c[k].Add(1)
		}
	}
}

// Of returns the number of quirks of kind k.
func (c *Counts) Of(k Kind) uint64 { return c[k].Load() }

// All yields every kind and its count, including counts of 0.
func (c *Counts) All() iter.Seq2[Kind, uint64] {
	return func(yield func(Kind, uint64) bool) {
		for k := range kinds {
			if !yield(k, c.Of(k)) {
				return
			}
		}
	}
}
