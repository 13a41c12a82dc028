package connlimit

import (
	"net"
	"net/netip"
)

// TCPConn is a TCP connection that counts until Close. Its methods are those of
// the connection itself, system calls included.
type TCPConn struct {
	*net.TCPConn
	slot slot
}

// Close closes the connection and frees its slot.
func (c *TCPConn) Close() error {
	defer c.slot.release()
	return c.TCPConn.Close()
}

// UnixConn is TCPConn for Unix sockets.
type UnixConn struct {
	*net.UnixConn
	slot slot
}

// Close closes the connection and frees its slot.
func (c *UnixConn) Close() error {
	defer c.slot.release()
	return c.UnixConn.Close()
}

// otherConn is TCPConn for connections that are no sockets.
type otherConn struct {
	net.Conn
	slot slot
}

// NetConn returns the wrapped connection.
func (c *otherConn) NetConn() net.Conn { return c.Conn }

// Close closes the connection and frees its slot.
func (c *otherConn) Close() error {
	defer c.slot.release()
	return c.Conn.Close()
}

// counted wraps c, for which a slot has been acquired.
func counted(c net.Conn, limiter *Limiter, ip netip.Addr) net.Conn {
	switch c := c.(type) {
	case *net.TCPConn:
		return &TCPConn{c, slot{limiter: limiter, ip: ip}}
	case *net.UnixConn:
		return &UnixConn{c, slot{limiter: limiter, ip: ip}}
	}
	return &otherConn{c, slot{limiter: limiter, ip: ip}}
}
