package coalesce

import "time"

const (
	// lingerIdle is how long a lingering connection waits for the peer's next bytes.
	lingerIdle = time.Second
	// lingerMost is how long it lingers in all.
	lingerMost = 10 * time.Second
)

// Linger makes Close wait until the peer has finished sending. To close with unread
// bytes resets the connection, which can cost the peer an answer it has not read yet
// (RFC 9112, section 9.6). It belongs to the server's goroutine, for requests that it
// does not read to their end.
func (c *Conn) Linger() { c.lingerOnClose = true }

// linger tells the peer that nothing more comes, and drops what the peer still sends.
func (c *Conn) linger() {
	half, ok := c.inner.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil {
		return
	}
	dropped := make([]byte, 16<<10)
	for epoch := time.Now(); time.Since(epoch) < lingerMost; {
		c.inner.SetReadDeadline(time.Now().Add(lingerIdle)) // if this fails, Read fails too
		if _, err := c.inner.Read(dropped); err != nil {
			return
		}
	}
}
