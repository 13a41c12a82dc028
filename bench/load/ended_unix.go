//go:build unix

package load

import (
	"crypto/tls"
	"net"
	"syscall"
)

// hasEnded reports whether the server has closed an idle connection, or sent what
// nobody asked for.
func hasEnded(conn net.Conn) bool {
	if c, ok := conn.(*tls.Conn); ok {
		conn = c.NetConn()
	}
	c, ok := conn.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := c.SyscallConn()
	if err != nil {
		return true
	}
	ended := false
	err = raw.Read(func(fd uintptr) bool {
		var b [1]byte
		_, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK)
		ended = err != syscall.EAGAIN && err != syscall.EINTR
		return true
	})
	return ended || err != nil
}
