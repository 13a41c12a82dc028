package fast

import (
	"errors"
	"sync"
	"sync/atomic"

	"mock-openai/fast/hangup"
	"mock-openai/fast/histogram"
	"mock-openai/fast/pace"
)

// waitingRoom is where answers wait for their time. It is opened for the first
// of them: a server that never waits has neither timer nor goroutines for it.
type waitingRoom struct {
	opened  atomic.Bool // pacer and watcher are there
	pacer   *pace.Pacer
	watcher *hangup.Watcher

	mu     sync.Mutex // held by who opens or closes
	closed bool
}

// open makes the room ready. Who comes after one for whom it failed, since there
// was no descriptor left, tries again.
func (r *waitingRoom) open() error {
	if r.opened.Load() {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.opened.Load():
		return nil
	case r.closed:
		return pace.ErrClosed
	}
	pacer, err := pace.New()
	if err != nil {
		return err
	}
	watcher, err := hangup.New()
	if err != nil {
		return errors.Join(err, pacer.Close())
	}
	r.pacer, r.watcher = pacer, watcher
	r.opened.Store(true)
	return nil
}

// lateness is how late those who waited left; nil if nobody has.
func (r *waitingRoom) lateness() *histogram.Histogram {
	if !r.opened.Load() {
		return nil
	}
	return r.pacer.Lateness()
}

// close sends home who still waits, and keeps the room from being opened. A
// second close does nothing.
func (r *waitingRoom) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil
	}
	r.closed = true
	if !r.opened.Load() {
		return nil
	}
	return errors.Join(r.pacer.Close(), r.watcher.Close())
}
