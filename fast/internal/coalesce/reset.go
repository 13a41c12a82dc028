package coalesce

import (
	"net"
)

// Reset closes the connection with a TCP reset, if the wrapped connection can. What
// the peer has not received yet may be lost.
func (c *Conn) Reset() error {
	var err error
	if tcp, ok := c.inner.(interface{ SetLinger(sec int) error }); ok {
		tcp.SetLinger(0) // if this fails, closeInner fails too
		err = c.closeInner()
	} else {
		err = Reset(c.inner)
	}
	c.Close() // c must know that it is closed; nothing is left to close
	return err
}

// Reset closes inner, or what lies below it if it has a NetConn method, with a TCP
// reset.
func Reset(inner net.Conn) error {
	switch v := inner.(type) {
	case *Conn:
		return v.Reset()
	case interface{ SetLinger(sec int) error }:
		v.SetLinger(0) // if this fails, Close fails too
	case interface{ NetConn() net.Conn }:
		return Reset(v.NetConn())
	}
	return inner.Close()
}
