package coalesce

import "io"

// write is Write with c.mu held.
func (c *Conn) write(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	if !c.collecting.Load() || len(p) >= large || len(p) > c.buf.room() {
		return c.send(p)
	}
	if c.buf == nil {
		c.buf = acquireBuffer()
	}
	c.buf.n += copy(c.buf.b[c.buf.n:], p)
	return len(p), nil
}

// flush is Flush with c.mu held.
func (c *Conn) flush() error {
	if c.err != nil || c.buf == nil {
		return c.err
	}
	_, err := c.send(nil)
	return err
}

// send writes what is pending and then p, and returns how much of p has left.
// The caller holds c.mu.
func (c *Conn) send(p []byte) (n int, err error) {
	pending := 0
	if b := c.buf; b == nil {
		n, err = c.put(p)
	} else {
		pending = b.n
		if len(p) == 0 {
			n, err = c.put(b.pending())
		} else {
			n, err = c.putBoth(b, p)
		}
		c.buf = nil
		releaseBuffer(b)
	}
	if err == nil && n < pending+len(p) {
		err = io.ErrShortWrite
	}
	c.err = err
	return max(0, n-pending), err
}

// put writes p to the wrapped connection.
func (c *Conn) put(p []byte) (int, error) {
	switch {
	case c.socket == nil:
		c.limitWrite()
		return c.inner.Write(p)
	case len(p) == 0:
		return 0, nil
	}
	return c.socket.Write(p)
}

// putBoth writes what is pending in b and then p to the wrapped connection.
func (c *Conn) putBoth(b *buffer, p []byte) (int, error) {
	if c.socket == nil {
		c.limitWrite()
	} else {
		c.socket.out.begin()
		defer c.socket.out.end()
	}
	return b.writeWith(c.inner, p)
}
