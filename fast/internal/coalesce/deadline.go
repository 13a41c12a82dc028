package coalesce

import (
	"errors"
	"io"
	"net"
	"os"
	"time"
)

// SetDeadline sets the read and the write deadline.
func (c *Conn) SetDeadline(t time.Time) error {
	if err := c.SetWriteDeadline(t); err != nil {
		return err
	}
	return c.SetReadDeadline(t)
}

// SetReadDeadline sets the read deadline. It stays in force while c is parked.
func (c *Conn) SetReadDeadline(t time.Time) error {
	c.readMu.Lock()
	defer c.readMu.Unlock()
	if c.detached {
		return net.ErrClosed
	}
	c.readDeadline = t
	if c.state.Load() == woken {
		return nil // afterWake sets it
	}
	return c.inner.SetReadDeadline(t)
}

// SetWriteDeadline sends what is pending, under the old deadline, and sets the new
// one.
func (c *Conn) SetWriteDeadline(t time.Time) error {
	if c.mu.TryLock() {
		err := c.flush()
		c.mu.Unlock()
		if err != nil {
			return err
		}
	}
	return c.inner.SetWriteDeadline(t)
}

// afterWake completes a Read that the sweeper has started to end.
func (c *Conn) afterWake(n int, err error) (int, error) {
	c.readMu.Lock() // the sweeper may not have set its deadline yet
	restored := c.inner.SetReadDeadline(c.readDeadline)
	c.readMu.Unlock()
	if n == 0 && restored == nil && errors.Is(err, os.ErrDeadlineExceeded) && c.state.CompareAndSwap(owning, leaving) {
		return 0, io.EOF
	}
	return n, err
}

// wake ends a Read that has lasted since the last sweep.
func (c *Conn) wake() {
	c.readMu.Lock()
	defer c.readMu.Unlock()
	if c.state.CompareAndSwap(idle, woken) {
		c.inner.SetReadDeadline(past)
	}
}

var past = time.Unix(1, 0)
