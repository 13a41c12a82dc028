package coalesce

import "time"

const (
	// lingerIdle is how long a closed connection waits for more from a peer that
	// is to notice it.
	lingerIdle = time.Second
	// lingerMost is how long it does so in all.
	lingerMost = 10 * time.Second
)

// Linger has Close wait until the peer is done sending: to close on what has not been
// read is a reset, which costs the peer an answer it has not read yet (RFC 9112,
// section 9.6). It belongs to the server's goroutine, for requests that it will not read
// to their end.
func (c *Conn) Linger() { c.lingers = true }

// linger tells the peer that nothing more comes, and drops what it still sends.
func (c *Conn) linger() {
	half, ok := c.inner.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil {
		return
	}
	dropped := make([]byte, 16<<10)
	for began := time.Now(); time.Since(began) < lingerMost; {
		c.inner.SetReadDeadline(time.Now().Add(lingerIdle)) // what fails here fails in Read too
		if _, err := c.inner.Read(dropped); err != nil {
			return
		}
	}
}
