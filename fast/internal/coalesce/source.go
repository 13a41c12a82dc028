package coalesce

import "io"

// Source answers Read in the place of a Conn, whose bytes it gets from ReadDirect.
// GiveBack tells it at the end of each request, as it tells Lent.
type Source interface {
	io.Reader
	Lent
}

// SetSource has s answer Read from now on; nil means the connection itself. It
// belongs to the server's goroutine, as Source and ReadDirect do.
func (c *Conn) SetSource(s Source) { c.source = s }

// Source returns what answers Read, nil for the connection itself.
func (c *Conn) Source() Source { return c.source }

// ReadDirect is Read past a Source. len(p) must not be 0.
func (c *Conn) ReadDirect(p []byte) (int, error) {
	if c.socket == nil {
		c.limitRead()
		return c.inner.Read(p)
	}
	if c.holds() {
		if n, err, came := c.socket.readNow(p); came {
			return n, err
		}
	}
	return c.socket.Read(p)
}
