package coalesce

import (
	"net"
	"sync/atomic"
	"time"
)

// wait is since when a Read or a Write waits for its peer: nanoseconds since the
// listener began, 0 if it does not.
type wait struct {
	since atomic.Int64
	clock time.Time // where since begins
}

// begin and end are called only around a wait in the poller, so that a
// connection whose bytes are there pays nothing for its timeouts.
func (w *wait) begin() { w.since.Store(max(1, int64(time.Since(w.clock)))) }

func (w *wait) end() { w.since.Store(0) }

// longer reports whether w has lasted for longer than d; 0 is any time.
func (w *wait) longer(d time.Duration) bool {
	since := w.since.Load()
	return d > 0 && since > 0 && time.Since(w.clock)-time.Duration(since) > d
}

// cutLate ends the Reads and Writes of open connections that wait for longer
// than they may. The wait for a next request is none of them: who waits for that
// is parked.
func (l *Listener) cutLate() {
	if l.readTimeout <= 0 && l.writeTimeout <= 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.open {
		if c.socket == nil {
			continue
		}
		if c.state.Load() == serving && !c.patient.Load() && c.socket.in.longer(l.readTimeout) {
			c.inner.SetReadDeadline(past)
		}
		if c.socket.out.longer(l.writeTimeout) {
			c.inner.SetWriteDeadline(past)
		}
	}
}

// Patient(true) lifts the ReadTimeout from c, for somebody who reads in order to
// learn that the client is gone. It may be called from any goroutine.
func (c *Conn) Patient(on bool) { c.patient.Store(on) }

// limitRead sets a deadline for the next Read of a connection that is no socket,
// which cutLate does not see; it costs a timer.
func (c *Conn) limitRead() {
	timeout := c.listener.readTimeout
	if c.between {
		timeout = c.listener.idleTimeout
	}
	if timeout > 0 && !c.patient.Load() {
		c.limit(c.inner.SetReadDeadline, timeout)
	}
}

// limitWrite does the same for the next Write.
func (c *Conn) limitWrite() {
	if c.listener.writeTimeout > 0 {
		c.limit(c.inner.SetWriteDeadline, c.listener.writeTimeout)
	}
}

func (c *Conn) limit(set func(time.Time) error, timeout time.Duration) {
	c.readMu.Lock()
	defer c.readMu.Unlock()
	if c.readDeadline.IsZero() && !c.detached {
		set(time.Now().Add(timeout)) // an error of it comes again from the Read or Write
	}
}

// limitIdle sets the deadline of a parked connection.
func (l *Listener) limitIdle(inner net.Conn) {
	if l.idleTimeout > 0 {
		inner.SetReadDeadline(time.Now().Add(l.idleTimeout))
	}
}
