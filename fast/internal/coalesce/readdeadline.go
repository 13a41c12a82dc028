package coalesce

import (
	"net"
	"sync"
	"time"
)

// readDeadline is the read deadline that the server has set on a Conn. The sweeper and the
// timeouts move the one of the wrapped connection meanwhile.
type readDeadline struct {
	mu       sync.Mutex
	at       time.Time // zero if there is none
	detached bool      // the socket has a new owner, whose deadline must not change
}

// detach makes all further changes do nothing.
func (d *readDeadline) detach() {
	d.mu.Lock()
	d.detached = true
	d.mu.Unlock()
}

// SetReadDeadline sets the read deadline. It stays in force while c is parked.
func (c *Conn) SetReadDeadline(t time.Time) error {
	d := &c.deadline
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.detached {
		return net.ErrClosed
	}
	d.at = t
	if c.state.Load() == woken {
		return nil // afterWake sets it
	}
	return c.inner.SetReadDeadline(t)
}

// restoreReadDeadline sets the deadline again that wake has replaced. It waits for wake, which
// may not have set its own yet.
func (c *Conn) restoreReadDeadline() error {
	d := &c.deadline
	d.mu.Lock()
	defer d.mu.Unlock()
	return c.inner.SetReadDeadline(d.at)
}

// wake ends a Read that has lasted since the last sweep.
func (c *Conn) wake() {
	d := &c.deadline
	d.mu.Lock()
	defer d.mu.Unlock()
	if c.state.CompareAndSwap(idle, woken) {
		c.inner.SetReadDeadline(past)
	}
}

// applyDeadline calls set, unless the server has set a read deadline of its own.
func (c *Conn) applyDeadline(set func(time.Time) error, deadline time.Time) {
	d := &c.deadline
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.at.IsZero() && !d.detached {
		set(deadline) // the Read or Write returns its error again
	}
}
