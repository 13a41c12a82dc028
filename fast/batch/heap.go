package batch

import stdheap "container/heap"

// notInHeap is the index of a sequence that is not in the heap.
const notInHeap = -1

// heap orders sequences by their last iteration.
type heap []*Sequence

func (h *heap) push(q *Sequence)   { stdheap.Push((*order)(h), q) }
func (h *heap) remove(q *Sequence) { stdheap.Remove((*order)(h), q.index) }

// order is a heap with the methods that container/heap needs.
type order []*Sequence

func (o order) Len() int           { return len(o) }
func (o order) Less(i, j int) bool { return o[i].last() < o[j].last() }

func (o order) Swap(i, j int) {
	o[i], o[j] = o[j], o[i]
	o[i].index, o[j].index = i, j
}

func (o *order) Push(x any) {
	q := x.(*Sequence)
	q.index = len(*o)
	*o = append(*o, q)
}

func (o *order) Pop() any {
	last := len(*o) - 1
	q := (*o)[last]
	(*o)[last] = nil
	*o = (*o)[:last]
	q.index = notInHeap
	return q
}
