package pace

import (
	"sync"
	"sync/atomic"
)

// notInHeap is the index of a waiter that is not in the heap.
const notInHeap = -1

// Waiter waits for one stream: one goroutine waits on it, and any goroutine may
// cancel it.
type Waiter struct {
	pacer *Pacer

	// Whoever removes the waiter from the heap ends the current Wait with a result. A
	// channel would be as fast, but takes 96 bytes more.
	waits  sync.WaitGroup
	result error
	task   Task // of a Job, which does not wait; else nil

	next    *Waiter     // in the inbox
	noticed atomic.Bool // canceled, or sooner is set

	// Guarded by pacer.mu. Whoever waits sets due before the wait.
	index    int // in the heap
	canceled bool
	due      Instant // deadline of the current wait
	sooner   Instant // of the next wait, from Sooner; 0 means none
}

var waiters = sync.Pool{New: func() any {
	return &Waiter{index: notInHeap}
}}

// Waker ends a wait before its deadline: a Waiter, or a Job. Sooner must not block.
type Waker interface{ Sooner(at Instant) }

// Acquire returns a waiter for one stream. Release it when the stream ends.
func (p *Pacer) Acquire() *Waiter {
	w := waiters.Get().(*Waiter)
	w.pacer = p
	return w
}

// Release returns w to the pool: neither Wait nor Cancel may be called afterwards. If
// a late Cancel is possible (the stop function of context.AfterFunc reports false),
// leave w to the garbage collector instead.
func (w *Waiter) Release() {
	w.pacer = nil
	w.canceled, w.sooner = false, 0
	if w.noticed.Load() { // a store costs four times as much
		w.noticed.Store(false)
	}
	waiters.Put(w)
}

// Wait blocks until the deadline, and returns at once if it has passed. It never
// returns nil before the deadline, unless Sooner moves that. It returns ErrCanceled
// after Cancel and ErrClosed after Close. It does not allocate.
//
// Every Wait that returns nil counts in the pacer's Lateness, even one called after
// its deadline: a stream that cannot keep up shows there.
func (w *Waiter) Wait(deadline Instant) error {
	w.waits.Add(1)
	waits, err := w.enter(deadline)
	if waits {
		w.waits.Wait()
		err = w.result
	} else {
		w.waits.Done()
	}
	if err == nil {
		w.pacer.lateness.Record(Now().Sub(w.due))
	}
	return err
}

// enter is the pacer's enter, mostly without its lock.
func (w *Waiter) enter(deadline Instant) (waits bool, err error) {
	p := w.pacer
	if w.noticed.Load() || p.closed.Load() {
		return p.enter(w, deadline)
	}
	if w.due = deadline; deadline <= Now() {
		return false, nil
	}
	p.post(w)
	if w.noticed.Load() || p.closed.Load() {
		p.recall(w)
	}
	return true, nil
}

// Sooner moves the deadline of the current Wait forward to an instant. If there is none, it
// limits the deadline of the next one. It may be called from any goroutine until Release.
func (w *Waiter) Sooner(at Instant) {
	p := w.pacer
	p.mu.Lock()
	defer p.mu.Unlock()
	w.noticed.Store(true) // before collect: enter looks at the two in the opposite order
	p.collect()
	if w.index == notInHeap {
		if w.sooner == 0 || at < w.sooner {
			w.sooner = at
		}
		return
	}
	at = w.limit(at) // by an earlier call, which came before this wait was posted
	w.noticed.Store(w.canceled)
	if at < p.heap[w.index].at {
		p.heap.remove(w)
		p.add(w, at)
	}
}

// Cancel makes the current Wait, unless its deadline has come, and every later one
// return ErrCanceled. It may be called from any goroutine, any number of times, until
// Release.
func (w *Waiter) Cancel() {
	p := w.pacer
	p.mu.Lock()
	w.canceled = true
	w.noticed.Store(true) // before collect, as in Sooner
	p.collect()
	waits := w.index != notInHeap
	if waits {
		p.heap.remove(w)
	}
	p.mu.Unlock()
	if waits {
		w.end(ErrCanceled)
	}
}

// end ends the current Wait. w must not be in the heap any more.
func (w *Waiter) end(result error) {
	w.result = result
	w.waits.Done()
}
