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
func (w *wait) longer(d time.Duration) bool { return longer(w.clock, w.since.Load(), d) }

func longer(clock time.Time, since int64, d time.Duration) bool {
	return d > 0 && since > 0 && time.Since(clock)-time.Duration(since) > d
}

// begun is since when a request is known to be coming: a moment of the
// listener's clock, 0 if it is not. To find out costs those a look at the clock
// who are found waiting, and the others nothing.
type begun struct{ since atomic.Int64 }

// end ends the request.
func (b *begun) end() {
	if b.since.Load() != 0 {
		b.since.Store(0)
	}
}

// longer reports whether the request, of which w is the wait for another part,
// takes longer than d; 0 is any time.
func (b *begun) longer(w *wait, d time.Duration) bool {
	if d <= 0 {
		return false
	}
	if b.since.Load() == 0 {
		b.since.Store(w.since.Load())
	}
	return longer(w.clock, b.since.Load(), d)
}

// cutLate ends the Reads and Writes of open connections that wait for longer
// than they may. The wait for a next request is none of them: who waits for that
// is parked.
func (l *Listener) cutLate() {
	if l.readTimeout <= 0 && l.writeTimeout <= 0 && l.receiveTimeout <= 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.open {
		if c.socket == nil {
			continue
		}
		if c.busy() && !c.patient.Load() && c.takesTooLong() {
			c.inner.SetReadDeadline(past)
		}
		if c.socket.out.longer(l.writeTimeout) {
			c.inner.SetWriteDeadline(past)
		}
	}
}

// takesTooLong reports whether a request lets the Read under way wait for too
// long, or all its Reads together.
func (c *Conn) takesTooLong() bool {
	in := &c.socket.in.wait
	return in.longer(c.listener.readTimeout) || in.since.Load() > 0 && c.begun.longer(in, c.listener.receiveTimeout)
}

// Patient(true) lifts the ReadTimeout from c, for somebody who reads in order to
// learn that the client is gone. It may be called from any goroutine.
func (c *Conn) Patient(on bool) { c.patient.Store(on) }

// limitRead sets a deadline for the next Read of a connection that is no socket,
// which cutLate does not see; it costs a timer.
func (c *Conn) limitRead() {
	if c.patient.Load() {
		return
	}
	timeout := c.listener.idleTimeout
	if !c.between {
		timeout = c.nextPart()
	}
	switch {
	case timeout > 0:
		c.limit(c.inner.SetReadDeadline, time.Now().Add(timeout))
	case c.limited: // the deadline of the Read before would still hold
		c.limit(c.inner.SetReadDeadline, time.Time{})
	}
	c.limited = timeout > 0
}

// nextPart is how long the next part of a request may be waited for; 0 is any
// time.
func (c *Conn) nextPart() time.Duration {
	part, whole := c.listener.readTimeout, c.listener.receiveTimeout
	if whole <= 0 {
		return part
	}
	now := time.Since(c.listener.began)
	since := time.Duration(c.begun.since.Load())
	if since == 0 {
		since = max(1, now)
		c.begun.since.Store(int64(since))
	}
	left := max(1, whole-(now-since))
	if part > 0 {
		left = min(left, part)
	}
	return left
}

// limitWrite does the same for the next Write.
func (c *Conn) limitWrite() {
	if c.listener.writeTimeout > 0 {
		c.limit(c.inner.SetWriteDeadline, time.Now().Add(c.listener.writeTimeout))
	}
}

func (c *Conn) limit(set func(time.Time) error, deadline time.Time) {
	c.readMu.Lock()
	defer c.readMu.Unlock()
	if c.readDeadline.IsZero() && !c.detached {
		set(deadline) // an error of it comes again from the Read or Write
	}
}

// limitIdle sets the deadline of a parked connection.
func (l *Listener) limitIdle(inner net.Conn) {
	if l.idleTimeout > 0 {
		inner.SetReadDeadline(time.Now().Add(l.idleTimeout))
	}
}
