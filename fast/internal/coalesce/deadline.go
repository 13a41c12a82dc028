package coalesce

import "time"

// SetDeadline sets the read and the write deadline.
func (c *Conn) SetDeadline(t time.Time) error {
	if err := c.SetWriteDeadline(t); err != nil {
		return err
	}
	return c.SetReadDeadline(t)
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

var past = time.Unix(1, 0)
