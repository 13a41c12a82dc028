package coalesce

import (
	"io"
	"net"
)

// Read sends what is pending and reads. It returns io.EOF to a server that shall let
// go of a connection so that it can be parked.
func (c *Conn) Read(p []byte) (int, error) {
	if c.collecting.Load() {
		if err := c.endCollecting(); err != nil {
			return 0, err
		}
	}
	switch {
	case c.betweenRequests && c.listener.ending.Load():
		return 0, io.EOF
	case c.source != nil:
		return c.source.Read(p)
	case len(p) == 0 && c.socket != nil:
		return 0, nil
	case c.mayPark && len(c.unread) == 0 && !c.draining:
		return c.readNext(p[:min(len(p), firstRead)])
	}
	return c.ReadDirect(p)
}

// firstRead is the most bytes that the first Read of a request returns: its header. A
// long body then goes straight to its destination, not through the server's buffer.
const firstRead = 4 << 10

// readNext reads the beginning of the next request.
func (c *Conn) readNext(p []byte) (int, error) {
	if c.ownsSocket() && c.yielder.yield(&c.listener.poller) {
		n, err, ok := c.socket.readNow(p)
		c.yielder.record(ok)
		if ok {
			return n, err
		}
	}
	return c.awaitNext(p)
}

// awaitNext is readNext when it probably has to wait.
func (c *Conn) awaitNext(p []byte) (int, error) {
	if !c.state.CompareAndSwap(owning, waiting) {
		return 0, net.ErrClosed
	}
	n, err := c.socket.Read(p)
	switch c.state.Swap(owning) {
	case woken:
		return c.afterWake(n, err)
	case closed:
		c.state.Store(closed)
	}
	return n, err
}

// endCollecting sends what is pending before the server reads. If the lock is taken,
// its holder is sending.
func (c *Conn) endCollecting() error {
	if !c.mu.TryLock() {
		return nil
	}
	defer c.mu.Unlock()
	err := c.flushFrom(c.ownsSocket())
	if err == nil {
		c.collecting.Store(false)
	}
	return err
}
