package coalesce

import "io"

// Source answers Read in place of a Conn, whose bytes it gets from ReadDirect. Like
// Lent, it gets GiveBack at the end of each request.
type Source interface {
	io.Reader
	Lent
}

// SetSource makes s answer Read from now on; nil means the connection itself. It
// belongs to the server's goroutine, as Source and ReadDirect do.
func (c *Conn) SetSource(s Source) { c.source = s }

// Source returns what answers Read, or nil for the connection itself.
func (c *Conn) Source() Source { return c.source }

// ReadDirect reads from the connection, not from its Source. len(p) must not be 0.
func (c *Conn) ReadDirect(p []byte) (int, error) {
	if len(c.unread) > 0 {
		n := copy(p, c.unread)
		c.unread = c.unread[n:]
		return n, nil
	}
	if c.draining {
		return 0, io.EOF
	}
	if c.socket == nil {
		c.applyReadTimeout()
		return c.inner.Read(p)
	}
	if c.ownsSocket() {
		if n, err, ok := c.socket.readNow(p); ok {
			return n, err
		}
	}
	return c.socket.Read(p)
}
