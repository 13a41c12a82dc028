package coalesce

import (
	"net"
	"slices"
	"time"
)

// Parking thousands of connections at once would keep the streams of the
// others waiting, so it goes in batches.
const (
	wakeBatch = 64
	wakePause = 2 * time.Millisecond
)

// sweepLoop ends, once in parkAfter, every Read that waits since the sweep
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
		l.cutLate()
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

// appendIdle appends the connections that wait since the last call to dst.
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

// park takes over the socket of c, on which the server has read every byte that
// it got and written every byte that it owes.
func (l *Listener) park(c *Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, c)
	if l.err != nil {
		c.inner.Close()
		return
	}
	inner, socket := c.inner, c.socket // and no reference to c
	l.parked[inner] = struct{}{}
	l.loops.Go(func() { l.attend(inner, socket) })
}

// attend waits for the next request on a parked connection and hands it to
// Accept, without the deadlines of its earlier life. It closes the connection
// when the peer does, at the read deadline, after IdleTimeout and with l.
//
// A goroutine for each costs 2 kB of the 4 kB of a parked connection; in return
// the read deadline and Close work as ever, on every Unix.
func (l *Listener) attend(inner net.Conn, socket *socket) {
	l.limitIdle(inner)
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
	l.deliver(inner)
}
