package pace

import "sync"

// nowhere is the place of a waiter that is not in the heap.
const nowhere = -1

// Waiter is one stream's seat at a pacer: one goroutine waits on it, any
// goroutine may cancel it.
type Waiter struct {
	pacer *Pacer

	// wake takes the outcome of the Wait under way from whoever took the waiter
	// out of the heap, so there is one for each Wait and the sender never
	// blocks. A sync.WaitGroup in its stead measured no faster.
	wake chan error

	// Guarded by pacer.mu.
	place    int // in the heap
	canceled bool
}

var waiters = sync.Pool{New: func() any {
	return &Waiter{wake: make(chan error, 1), place: nowhere}
}}

// Acquire returns a waiter for one stream. Release it when the stream ends.
func (p *Pacer) Acquire() *Waiter {
	w := waiters.Get().(*Waiter)
	w.pacer = p
	return w
}

// Release hands w on to another stream: neither Wait nor Cancel may be called
// on it any more. Where a late Cancel cannot be ruled out (context.AfterFunc
// whose stop reports false) leave w to the garbage collector instead.
func (w *Waiter) Release() {
	w.pacer = nil
	w.canceled = false
	waiters.Put(w)
}

// Wait blocks until the deadline, or returns at once when it has passed. It
// never returns nil before the deadline; the error is ErrCanceled after Cancel
// and ErrClosed after Close. It allocates nothing.
//
// Every Wait that returns nil counts in the pacer's Lateness, also one called
// after its deadline: a stream that cannot keep up shows there.
func (w *Waiter) Wait(deadline Instant) error {
	waits, err := w.pacer.enter(w, deadline)
	if waits {
		err = <-w.wake
	}
	if err == nil {
		w.pacer.lateness.Record(Now().Sub(deadline))
	}
	return err
}

// Cancel ends the Wait under way, unless its deadline has come, and every later
// one with ErrCanceled. It may be called from any goroutine, any number of
// times, until Release.
func (w *Waiter) Cancel() {
	p := w.pacer
	p.mu.Lock()
	waits := w.place != nowhere
	if waits {
		p.heap.remove(w)
	}
	w.canceled = true
	p.mu.Unlock()
	if waits {
		w.wake <- ErrCanceled
	}
}
