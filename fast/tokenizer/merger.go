package tokenizer

import (
	"math"
	"sync"
)

// merger merges the bytes of a piece into tokens. Pairs wait in a heap, so a piece of n bytes
// takes n log n steps: a megabyte of one letter is one piece.
type merger struct {
	nodes        []node
	heap         []candidate
	ends, before []int // of pieces
}

var mergers = sync.Pool{New: func() any { return new(merger) }}

// maxKept is the largest number of bytes of a piece whose memory is kept.
const maxKept = 4096

// shrink drops the memory of unusually long texts.
func (m *merger) shrink() {
	if cap(m.nodes) > maxKept {
		m.nodes, m.heap = nil, nil
	}
	if cap(m.ends) > maxKept || cap(m.before) > maxKept {
		m.ends, m.before = nil, nil
	}
}

// node is a token that begins at some byte of the piece.
type node struct {
	prev, next int32  // beginnings of its neighbours
	id         uint32 // of the token
	with       merge  // with the next token
}

// candidate is a pair that may be merged, if its node still has that rank.
type candidate struct {
	rank uint32
	at   int32
}

// noRank is the rank of pairs that do not merge.
const noRank = math.MaxUint32

// merge calls yield with the tokens of piece, which is not empty.
func (m *merger) merge(t *Tokenizer, piece string, yield func(id uint32, end int)) {
	if t.whole || len(piece) == 1 {
		if id, ok := t.ids[piece]; ok {
			yield(id, len(piece))
			return
		}
	}
	m.begin(t, piece)
	for len(m.heap) > 0 {
		top := m.pop()
		n := &m.nodes[top.at]
		if n.with.rank != top.rank {
			continue // one of the two has merged with another
		}
		gone := n.next
		n.id, n.next = n.with.id, m.nodes[gone].next
		m.nodes[gone].with.rank = noRank
		if int(n.next) < len(piece) {
			m.nodes[n.next].prev = top.at
		}
		m.rank(t, piece, top.at)
		if n.prev >= 0 {
			m.rank(t, piece, n.prev)
		}
	}
	for at := int32(0); int(at) < len(piece); at = m.nodes[at].next {
		yield(m.nodes[at].id, int(m.nodes[at].next))
	}
}

// begin makes every byte of piece a token.
func (m *merger) begin(t *Tokenizer, piece string) {
	m.nodes, m.heap = m.nodes[:0], m.heap[:0]
	for i := range len(piece) {
		m.nodes = append(m.nodes, node{prev: int32(i) - 1, next: int32(i) + 1, id: t.bytes[piece[i]]})
	}
	for i := range len(piece) {
		m.rank(t, piece, int32(i))
	}
}

// rank finds out whether the token at a node merges with the next.
func (m *merger) rank(t *Tokenizer, piece string, at int32) {
	n := &m.nodes[at]
	n.with.rank = noRank
	if int(n.next) == len(piece) {
		return
	}
	if t.pairs != nil {
		with, ok := t.pairs[pair{n.id, m.nodes[n.next].id}]
		if !ok {
			return
		}
		n.with = with
	} else {
		id, ok := t.ids[piece[at:m.nodes[n.next].next]]
		if !ok {
			return
		}
		n.with = merge{id, id}
	}
	m.push(candidate{n.with.rank, at})
}

// before orders candidates: the lowest rank first, and of those the leftmost.
func (c candidate) before(d candidate) bool {
	return c.rank < d.rank || c.rank == d.rank && c.at < d.at
}

// push adds a candidate to the heap. container/heap would allocate for each.
func (m *merger) push(c candidate) {
	m.heap = append(m.heap, c)
	i := len(m.heap) - 1
	for i > 0 && c.before(m.heap[(i-1)/2]) {
		m.heap[i] = m.heap[(i-1)/2]
		i = (i - 1) / 2
	}
	m.heap[i] = c
}

// pop takes the first candidate from the heap.
func (m *merger) pop() candidate {
	top, last := m.heap[0], m.heap[len(m.heap)-1]
	m.heap = m.heap[:len(m.heap)-1]
	for i := 0; len(m.heap) > 0; {
		child := 2*i + 1
		if child+1 < len(m.heap) && m.heap[child+1].before(m.heap[child]) {
			child++
		}
		if child >= len(m.heap) || !m.heap[child].before(last) {
			m.heap[i] = last
			break
		}
		m.heap[i] = m.heap[child]
		i = child
	}
	return top
}
