package coalesce

import "io"

// write is Write with c.mu held.
func (c *Conn) write(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	if c.buf.commit(p) {
		if len(p) >= minFlush {
			if err := c.flushFrom(c.ownsSocket()); err != nil {
				return 0, err
			}
		}
		return len(p), nil
	}
	if !c.collecting.Load() || len(p) >= minDirect || len(p) > c.buf.free() {
		return c.send(p, c.ownsSocket())
	}
	if c.buf == nil {
		c.buf = acquireBuffer()
	}
	c.buf.n += copy(c.buf.b[c.buf.n:], p)
	return len(p), nil
}

// flush is Flush with c.mu held.
func (c *Conn) flush() error { return c.flushFrom(false) }

// flushFrom is flush by a caller that owns the socket or does not.
func (c *Conn) flushFrom(owner bool) error {
	if c.err != nil || c.buf == nil {
		return c.err
	}
	_, err := c.send(nil, owner)
	return err
}

// send writes what is pending and then p, and returns how much of p was written. The
// caller holds c.mu and, if owner is true, owns the socket.
func (c *Conn) send(p []byte, owner bool) (n int, err error) {
	pending := 0
	if b := c.buf; b == nil {
		n, err = c.writeInner(p, owner)
	} else {
		pending = b.n
		if len(p) == 0 {
			n, err = c.writeInner(b.pending(), owner)
		} else {
			n, err = c.writeBoth(b, p)
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

// writeInner writes p to the wrapped connection.
func (c *Conn) writeInner(p []byte, owner bool) (n int, err error) {
	switch {
	case c.socket == nil:
		c.applyWriteTimeout()
		return c.inner.Write(p)
	case len(p) == 0:
		return 0, nil
	case owner:
		if n, err = c.socket.writeNow(p); n == len(p) || err != nil {
			return n, err
		}
	}
	more, err := c.socket.Write(p[n:])
	return n + more, err
}

// writeBoth writes what is pending in b and then p to the wrapped connection.
func (c *Conn) writeBoth(b *buffer, p []byte) (int, error) {
	if c.socket == nil {
		c.applyWriteTimeout()
	} else {
		c.socket.out.begin()
		defer c.socket.out.end()
	}
	return b.writeWith(c.inner, p)
}
