package coalesce

import "io"

// write is Write with c.mu held.
func (c *Conn) write(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	if c.buf.takeBack(p) {
		if len(p) >= full {
			if err := c.flushAs(c.holds()); err != nil {
				return 0, err
			}
		}
		return len(p), nil
	}
	if !c.collecting.Load() || len(p) >= large || len(p) > c.buf.room() {
		return c.send(p, c.holds())
	}
	if c.buf == nil {
		c.buf = acquireBuffer()
	}
	c.buf.n += copy(c.buf.b[c.buf.n:], p)
	return len(p), nil
}

// flush is Flush with c.mu held.
func (c *Conn) flush() error { return c.flushAs(false) }

// flushAs is flush by somebody who holds the socket or does not.
func (c *Conn) flushAs(holder bool) error {
	if c.err != nil || c.buf == nil {
		return c.err
	}
	_, err := c.send(nil, holder)
	return err
}

// send writes what is pending and then p, and returns how much of p has left.
// The caller holds c.mu and, if it is holder, the socket.
func (c *Conn) send(p []byte, holder bool) (n int, err error) {
	pending := 0
	if b := c.buf; b == nil {
		n, err = c.put(p, holder)
	} else {
		pending = b.n
		if len(p) == 0 {
			n, err = c.put(b.pending(), holder)
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
func (c *Conn) put(p []byte, holder bool) (n int, err error) {
	switch {
	case c.socket == nil:
		c.limitWrite()
		return c.inner.Write(p)
	case len(p) == 0:
		return 0, nil
	case holder:
		if n, err = c.socket.writeNow(p); n == len(p) || err != nil {
			return n, err
		}
	}
	more, err := c.socket.Write(p[n:])
	return n + more, err
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
