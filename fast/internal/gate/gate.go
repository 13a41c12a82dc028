// Package gate limits how many requests run at once and how many more wait for their
// turn.
package gate

import (
	"errors"
	"sync"
	"sync/atomic"
)

var (
	// ErrQueueFull is returned by Acquire if no more may wait.
	ErrQueueFull = errors.New("the queue is full")
	// ErrCanceled is returned by Acquire if the wait was canceled.
	ErrCanceled = errors.New("canceled while waiting")
	// ErrClosed is returned by Acquire if the gate is closed and no slot is free.
	ErrClosed = errors.New("gate closed")
)

// Gate is a semaphore with a queue of limited length. It is safe for concurrent use.
type Gate struct {
	most   int64         // running and waiting
	count  atomic.Int64  // running and waiting
	slots  chan struct{} // holds one element per running caller; the runtime queues senders first come, first served
	closed chan struct{}
	close  sync.Once
}

// New returns a gate with that many slots, at least 1, and a queue of that length.
func New(slots, queue int) *Gate {
	return &Gate{
		most:   int64(slots) + int64(queue),
		slots:  make(chan struct{}, slots),
		closed: make(chan struct{}),
	}
}

// Acquire returns nil once the caller holds a slot, which it must Release. Callers
// are served first come, first served. A caller that has to wait calls waits, which
// may be nil, and gives up once the returned channel is ready or the gate is closed.
func (g *Gate) Acquire(waits func() (canceled <-chan struct{})) error {
	if !g.enqueue() {
		return ErrQueueFull
	}
	select {
	case g.slots <- struct{}{}:
		return nil
	default:
	}
	var canceled <-chan struct{}
	if waits != nil {
		canceled = waits()
	}
	select {
	case g.slots <- struct{}{}:
		return nil
	case <-canceled:
		g.count.Add(-1)
		return ErrCanceled
	case <-g.closed:
		g.count.Add(-1)
		return ErrClosed
	}
}

// enqueue counts one more caller, unless slots and queue are full.
func (g *Gate) enqueue() bool {
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

// Release passes the caller's slot to the next one waiting.
func (g *Gate) Release() {
	g.count.Add(-1) // first, or the next caller might find the gate full
	<-g.slots
}

// Close ends all waits. Callers that hold slots keep them, and a caller that finds a
// free slot may still acquire it.
func (g *Gate) Close() { g.close.Do(func() { close(g.closed) }) }

// Slots returns how many callers may run at once.
func (g *Gate) Slots() int { return cap(g.slots) }

// Count returns how many callers run and how many wait.
func (g *Gate) Count() (running, waiting int) {
	running = len(g.slots)
	return running, max(int(g.count.Load())-running, 0)
}
