package coalesce

import (
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"time"
)

// Connections are parked in batches: parking thousands at once would delay the streams
// of others.
const (
	wakeBatch = 64
	wakePause = 2 * time.Millisecond
)

// sweepLoop ends, once per parkAfter, every Read that has waited since the sweep
// before.
func (l *Listener) sweepLoop() {
	tick := time.NewTicker(l.parkAfter)
	defer tick.Stop()
	var found []*Conn
	for {
		select {
		case <-tick.C:
		case <-l.done:
			return
		}
		l.enforceTimeouts()
		found = l.appendIdle(found)
		for batch := range slices.Chunk(found, wakeBatch) {
			for _, c := range batch {
				c.wake()
			}
			if len(batch) == wakeBatch && !l.pause(wakePause) {
				return
			}
		}
		clear(found)
		found = found[:0]
	}
}

// appendIdle appends the connections that have waited since the last call to dst.
func (l *Listener) appendIdle(dst []*Conn) []*Conn {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.open {
		if c.state.Load() == idle {
			dst = append(dst, c)
		} else {
			c.state.CompareAndSwap(waiting, idle)
		}
	}
	return dst
}

// CloseWaiting closes the connections that wait for their next request.
func (l *Listener) CloseWaiting() {
	var found []*Conn
	l.mu.Lock()
	for c := range l.open {
		if state := c.state.Load(); state == waiting || state == idle {
			found = append(found, c)
		}
	}
	l.mu.Unlock()
	for _, c := range found {
		c.Close()
	}
}

// park takes over the socket of c. The server has read every byte it received there,
// except unread, and written every byte it owes.
func (l *Listener) park(c *Conn, unread []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, c)
	if l.err != nil {
		c.inner.Close()
		return
	}
	inner, socket := c.inner, c.socket // keep no reference to c
	if len(unread) > 0 {
		l.loops.Go(func() { l.deliver(accepted{inner, unread}) })
		return
	}
	l.parked[inner] = struct{}{}
	l.loops.Go(func() { l.awaitRequest(inner, socket) })
}

// awaitRequest waits for the next request on a parked connection and hands the
// connection to Accept, without its old deadlines. It closes the connection when the
// peer does, at the read deadline, after IdleTimeout and when l closes.
//
// A goroutine per parked connection costs 2 kB of its 4 kB. In return the read
// deadline and Close work as usual, on every Unix.
func (l *Listener) awaitRequest(inner net.Conn, socket *socket) {
	l.applyIdleTimeout(inner)
	err := socket.awaitReadable()
	l.mu.Lock()
	delete(l.parked, inner)
	l.mu.Unlock()
	if err == nil {
		err = inner.SetDeadline(time.Time{})
	}
	if err != nil {
		inner.Close()
		return
	}
	l.deliver(accepted{conn: inner})
}

// afterWake completes a Read that the sweeper has started to end.
func (c *Conn) afterWake(n int, err error) (int, error) {
	restored := c.restoreReadDeadline()
	if n == 0 && restored == nil && errors.Is(err, os.ErrDeadlineExceeded) && c.state.CompareAndSwap(owning, leaving) {
		return 0, io.EOF
	}
	return n, err
}
