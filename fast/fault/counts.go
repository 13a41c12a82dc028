package fault

import (
	"iter"
	"sync/atomic"
)

// Counts are the numbers of faults by kind. The zero value is ready for concurrent
// use.
type Counts [kinds]atomic.Uint64

// Add counts one fault of kind k.
func (c *Counts) Add(k Kind) { c[k].Add(1) }

// Of returns the number of faults of kind k.
func (c *Counts) Of(k Kind) uint64 { return c[k].Load() }

// All yields every kind and its count, including counts of 0.
func (c *Counts) All() iter.Seq2[Kind, uint64] {
	return func(yield func(Kind, uint64) bool) {
		for k := None + 1; k < kinds; k++ {
			if !yield(k, c.Of(k)) {
				return
			}
		}
	}
}
