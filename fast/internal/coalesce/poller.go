package coalesce

import (
	"sync/atomic"
	"time"
)

// maxUnpolled is how long the poller may go without a poll while a goroutine waits in
// it.
const maxUnpolled = 500 * time.Microsecond

// poller is what a Listener knows of the runtime's network poller. The runtime polls
// it when no goroutine is ready to run, and every 10 ms. While goroutines yield to
// each other, one is always ready.
type poller struct {
	epoch time.Time
	queue *acceptQueue // nil if the listener is no socket

	_        [64]byte     // all processors change these two, and read what is around them
	polled   atomic.Int64 // last poll, or last time that none was needed: ns since epoch
	returned atomic.Bool  // a wait in the poller has ended since
	_        [64]byte

	next    atomic.Uint32
	waiting [16]waitCounter
}

// waitCounter counts some of the Reads and Writes that wait in the poller. There are
// several, each on its own cache line, because machines may have many processors.
type waitCounter struct {
	n atomic.Int64
	_ [56]byte
}

// counter returns the counter for the next connection.
func (p *poller) counter() *waitCounter {
	return &p.waiting[p.next.Add(1)%uint32(len(p.waiting))]
}

// noteReturn records that a wait in the poller has ended: it has been polled.
func (p *poller) noteReturn() {
	if !p.returned.Load() {
		p.returned.Store(true)
	}
}

// starving reports whether the poller has not been polled for too long while a
// goroutine waits in it or a connection waits to be accepted. Then no goroutine may
// yield until it has been polled. Waits that are not counted, such as those of parked
// connections, rely on the runtime's 10 ms.
func (p *poller) starving() bool {
	now := int64(time.Since(p.epoch))
	switch {
	case p.returned.Load():
		p.returned.Store(false)
	case now-p.polled.Load() < int64(maxUnpolled):
		return false
	case p.hasWaiters() || p.queue.hasPending():
		return true
	}
	p.polled.Store(now)
	return false
}

// hasWaiters reports whether a counted Read or Write waits in the poller.
func (p *poller) hasWaiters() bool {
	for i := range p.waiting {
		if p.waiting[i].n.Load() > 0 {
			return true
		}
	}
	return false
}
