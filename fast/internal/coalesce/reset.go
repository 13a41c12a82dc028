package coalesce

import (
	"errors"
	"net"
	"syscall"
)

// Reset closes the connection so that the peer sees a reset, where the wrapped
// one can. What the peer has not yet got may be lost.
func (c *Conn) Reset() error {
	var err error
	if tcp, ok := c.inner.(interface{ SetLinger(sec int) error }); ok {
		tcp.SetLinger(0) // what fails here fails in end too
		err = c.end()
	} else {
		err = Reset(c.inner)
	}
	c.Close() // it has to say so, too, and finds nothing left to close
	return err
}

// Reset closes inner, or what lies below it where it has a NetConn method, with
// a reset.
func Reset(inner net.Conn) error {
	switch v := inner.(type) {
	case *Conn:
		return v.Reset()
	case interface{ SetLinger(sec int) error }:
		v.SetLinger(0) // the same
	case interface{ NetConn() net.Conn }:
		return Reset(v.NetConn())
	}
	return inner.Close()
}

// SyscallConn gives access to the socket of the wrapped connection, if it has
// one, for those who watch it: nothing may be read or written there.
func (c *Conn) SyscallConn() (syscall.RawConn, error) {
	inner := c.inner
	for {
		switch v := inner.(type) {
		case syscall.Conn:
			return v.SyscallConn()
		case interface{ NetConn() net.Conn }:
			inner = v.NetConn()
		default:
			return nil, errors.ErrUnsupported
		}
	}
}
