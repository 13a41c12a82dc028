package coalesce

import (
	"sync/atomic"
	"time"
)

// overdue is for how long the poller may go unasked while somebody waits there.
const overdue = 500 * time.Microsecond

// poller is what a Listener knows of the runtime's network poller, which tells
// goroutines what has come. The runtime asks it when no goroutine is ready to run,
// and every 10 ms; among those that yield one is always ready.
type poller struct {
	began time.Time
	asked atomic.Int64 // when it was, or need not have been: ns since began
	heard atomic.Bool  // somebody has come back from it since
	door  *door        // nil if nobody can look there

	next    atomic.Uint32
	waiting [16]lounge
}

// lounge counts some of the Reads and Writes that wait in the poller. There are
// several, each on a cache line of its own, for the sake of machines with many
// processors.
type lounge struct {
	n atomic.Int64
	_ [56]byte
}

// lounge returns the one for the next connection.
func (p *poller) lounge() *lounge {
	return &p.waiting[p.next.Add(1)%uint32(len(p.waiting))]
}

// back hears that a wait in the poller is over.
func (p *poller) back() {
	if !p.heard.Load() {
		p.heard.Store(true)
	}
}

// neglected reports whether the poller has not been asked for too long. Then
// nobody may yield until it has. Those who wait in it but are not counted, such
// as parked connections, can rely on the runtime's 10 ms.
func (p *poller) neglected() bool {
	now := int64(time.Since(p.began))
	switch {
	case p.heard.Load():
		p.heard.Store(false)
	case now-p.asked.Load() < int64(overdue):
		return false
	case p.crowded() || p.door.knocked():
		return true
	}
	p.asked.Store(now)
	return false
}

// crowded reports whether somebody waits in the poller.
func (p *poller) crowded() bool {
	for i := range p.waiting {
		if p.waiting[i].n.Load() > 0 {
			return true
		}
	}
	return false
}
