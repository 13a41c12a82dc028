package fault

import (
	"iter"
	"sync/atomic"
)

// Counts are how many faults of each kind have happened. The zero value is
// ready for use by any number of goroutines.
type Counts [kinds]atomic.Uint64

// Add counts one fault of kind k.
func (c *Counts) Add(k Kind) { c[k].Add(1) }

// Of is how many faults of kind k have happened.
func (c *Counts) Of(k Kind) uint64 { return c[k].Load() }

// All yields every kind, also those that have not happened, and its count.
func (c *Counts) All() iter.Seq2[Kind, uint64] {
	return func(yield func(Kind, uint64) bool) {
		for k := None + 1; k < kinds; k++ {
			if !yield(k, c.Of(k)) {
				return
			}
		}
	}
}
