package coalesce

import (
	"net"
	"sync/atomic"
	"time"
)

// wait is the time since which a Read or a Write waits for its peer: nanoseconds
// since the listener's epoch, 0 if it does not wait.
type wait struct {
	since atomic.Int64
	epoch time.Time // since counts from here
}

// begin and end are called only around a wait in the poller. A connection whose bytes
// are there pays nothing for its timeouts.
func (w *wait) begin() { w.since.Store(max(1, int64(time.Since(w.epoch)))) }

func (w *wait) end() { w.since.Store(0) }

// exceeds reports whether w has lasted longer than d; 0 is no limit.
func (w *wait) exceeds(d time.Duration) bool { return exceeds(w.epoch, w.since.Load(), d) }

func exceeds(epoch time.Time, since int64, d time.Duration) bool {
	return d > 0 && since > 0 && time.Since(epoch)-time.Duration(since) > d
}

// requestStart is the time since which a request is being received: nanoseconds since
// the listener's epoch, 0 if none is. Only connections found waiting pay for the time
// lookup.
type requestStart struct{ since atomic.Int64 }

// end ends the request.
func (r *requestStart) end() {
	if r.since.Load() != 0 {
		r.since.Store(0)
	}
}

// exceeds reports whether the request has taken longer than d, 0 being no limit. w is
// the wait for its next part.
func (r *requestStart) exceeds(w *wait, d time.Duration) bool {
	if d <= 0 {
		return false
	}
	if r.since.Load() == 0 {
		r.since.Store(w.since.Load())
	}
	return exceeds(w.epoch, r.since.Load(), d)
}

// enforceTimeouts ends the Reads and Writes of open connections that have waited too
// long. It does not apply to the wait for a next request: such connections are
// parked.
func (l *Listener) enforceTimeouts() {
	write := l.limit(l.writeTimeout)
	if l.limit(l.readTimeout) <= 0 && write <= 0 && l.receiveTimeout <= 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.open {
		if c.socket == nil {
			continue
		}
		if c.busy() && !c.ignoreReadTimeout.Load() && c.readTimedOut() {
			c.inner.SetReadDeadline(past)
		}
		if c.socket.out.exceeds(write) {
			c.inner.SetWriteDeadline(past)
		}
	}
}

// limit returns timeout or, if that is no limit, the limit while l drains.
func (l *Listener) limit(timeout time.Duration) time.Duration {
	if timeout <= 0 && l.draining.Load() {
		return l.drainTimeout
	}
	return timeout
}

// drainLoop enforces the timeouts after l has closed, until no connection is open. So no
// client can delay the shutdown for ever.
func (l *Listener) drainLoop() {
	l.limitWaits()
	tick := time.NewTicker(l.parkAfter)
	defer tick.Stop()
	for l.Open() > 0 {
		<-tick.C
		l.enforceTimeouts()
	}
}

// limitWaits sets deadlines for the Reads and Writes without a limit that are in progress on
// connections which are no sockets. Later ones set their own.
func (l *Listener) limitWaits() {
	due := time.Now().Add(l.drainTimeout)
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.open {
		if c.socket != nil {
			continue
		}
		if l.readTimeout <= 0 && !c.ignoreReadTimeout.Load() {
			c.applyDeadline(c.inner.SetReadDeadline, due)
		}
		if l.writeTimeout <= 0 {
			c.applyDeadline(c.inner.SetWriteDeadline, due)
		}
	}
}

// readTimedOut reports whether the current Read has waited too long, or all Reads of
// the request together have.
func (c *Conn) readTimedOut() bool {
	in := &c.socket.in.wait
	return in.exceeds(c.listener.limit(c.listener.readTimeout)) || in.since.Load() > 0 && c.request.exceeds(in, c.listener.receiveTimeout)
}

// IgnoreReadTimeout lifts the ReadTimeout from c while on is true, for a reader that only
// waits for the client to hang up. It may be called from any goroutine.
func (c *Conn) IgnoreReadTimeout(on bool) { c.ignoreReadTimeout.Store(on) }

// applyReadTimeout sets a deadline for the next Read of a connection that is no
// socket, which enforceTimeouts does not see. It costs a timer.
func (c *Conn) applyReadTimeout() {
	timeout := c.listener.idleTimeout
	switch {
	case c.ignoreReadTimeout.Load():
		timeout = 0
	case !c.betweenRequests:
		timeout = c.readTimeLeft()
	}
	switch {
	case timeout > 0:
		c.applyDeadline(c.inner.SetReadDeadline, time.Now().Add(timeout))
	case c.readTimeoutSet: // the deadline of the previous Read is still set
		c.applyDeadline(c.inner.SetReadDeadline, time.Time{})
	}
	c.readTimeoutSet = timeout > 0
}

// readTimeLeft returns how long the next part of a request may take to come; 0 is no
// limit.
func (c *Conn) readTimeLeft() time.Duration {
	part, whole := c.listener.limit(c.listener.readTimeout), c.listener.receiveTimeout
	if whole <= 0 {
		return part
	}
	now := time.Since(c.listener.epoch)
	since := time.Duration(c.request.since.Load())
	if since == 0 {
		since = max(1, now)
		c.request.since.Store(int64(since))
	}
	left := max(1, whole-(now-since))
	if part > 0 {
		left = min(left, part)
	}
	return left
}

// applyWriteTimeout does the same for the next Write.
func (c *Conn) applyWriteTimeout() {
	if limit := c.listener.limit(c.listener.writeTimeout); limit > 0 {
		c.applyDeadline(c.inner.SetWriteDeadline, time.Now().Add(limit))
	}
}

// applyIdleTimeout sets the deadline of a parked connection.
func (l *Listener) applyIdleTimeout(inner net.Conn) {
	if l.idleTimeout > 0 {
		inner.SetReadDeadline(time.Now().Add(l.idleTimeout))
	}
}

// AwaitMessage is for a connection that was handed over. It is called with true before a
// Read that may take any time, and with false once part of a message has come: the time
// limits for the rest of a request then apply.
func (c *Conn) AwaitMessage(on bool) {
	c.request.end()
	c.ignoreReadTimeout.Store(on)
}
