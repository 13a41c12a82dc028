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
	opening sync.Once
	closing sync.Once
	pacer   *pace.Pacer
	watcher *hangup.Watcher
	err     error
	opened  atomic.Bool // without an error
}

// open makes the room ready.
func (r *waitingRoom) open() error {
	r.opening.Do(func() {
		if r.pacer, r.err = pace.New(); r.err != nil {
			return
		}
		if r.watcher, r.err = hangup.New(); r.err != nil {
			r.err = errors.Join(r.err, r.pacer.Close())
			return
		}
		r.opened.Store(true)
	})
	return r.err
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
func (r *waitingRoom) close() (err error) {
	r.opening.Do(func() { r.err = pace.ErrClosed })
	r.closing.Do(func() {
		if r.err == nil {
			err = errors.Join(r.pacer.Close(), r.watcher.Close())
		}
	})
	return err
}
