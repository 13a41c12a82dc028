// Package gate lets so many in at once, and so many more wait for their turn.
package gate

import (
	"errors"
	"sync"
	"sync/atomic"
)

var (
	// ErrFull is returned by Enter where nobody may wait any more.
	ErrFull = errors.New("the queue is full")
	// ErrGone is returned by Enter to who gave up waiting.
	ErrGone = errors.New("gone before the turn came")
	// ErrClosed is returned by Enter to who would have to wait at a closed Gate.
	ErrClosed = errors.New("gate closed")
)

// Gate bounds how many are inside. It is safe for concurrent use.
type Gate struct {
	most   int64         // inside and waiting
	count  atomic.Int64  // inside and waiting
	places chan struct{} // holds one for each who is inside; the runtime queues senders first come, first served
	closed chan struct{}
	close  sync.Once
}

// New makes a gate that lets inside in at once, at least 1, and queue more wait.
func New(inside, queue int) *Gate {
	return &Gate{
		most:   int64(inside) + int64(queue),
		places: make(chan struct{}, inside),
		closed: make(chan struct{}),
	}
}

// Enter returns nil to who has come in and must Leave. Who comes first goes
// first. Who has to wait calls waits, which may be nil, and waits until what it
// returns is received from or the gate is closed.
func (g *Gate) Enter(waits func() (gone <-chan struct{})) error {
	if !g.join() {
		return ErrFull
	}
	select {
	case g.places <- struct{}{}:
		return nil
	default:
	}
	var gone <-chan struct{}
	if waits != nil {
		gone = waits()
	}
	select {
	case g.places <- struct{}{}:
		return nil
	case <-gone:
		g.count.Add(-1)
		return ErrGone
	case <-g.closed:
		g.count.Add(-1)
		return ErrClosed
	}
}

// join counts one more, if there may be.
func (g *Gate) join() bool {
	for {
		n := g.count.Load()
		if n >= g.most {
			return false
		}
		if g.count.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

// Leave gives the place of one who has come in to the next.
func (g *Gate) Leave() {
	g.count.Add(-1) // first, or the next might find the gate full that is not
	<-g.places
}

// Close sends away all who wait. Who is inside stays, and who finds a place may
// still come in.
func (g *Gate) Close() { g.close.Do(func() { close(g.closed) }) }

// Places is how many may be inside.
func (g *Gate) Places() int { return cap(g.places) }

// Count tells how many are inside and how many wait.
func (g *Gate) Count() (inside, waiting int) {
	inside = len(g.places)
	return inside, max(int(g.count.Load())-inside, 0)
}
