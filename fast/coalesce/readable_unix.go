//go:build unix

package coalesce

import (
	"io"
	"net"
	"syscall"
)

// readable reports whether awaitReadable can wait for c.
func readable(c net.Conn) bool {
	_, ok := c.(syscall.Conn)
	return ok
}

// awaitReadable returns nil once c, which must be readable, has a byte to read,
// and leaves it there. It returns an error when the peer or somebody here
// closes c and at its read deadline.
func awaitReadable(c net.Conn) error {
	raw, err := c.(syscall.Conn).SyscallConn()
	if err != nil {
		return err
	}
	var peeked int
	var failed error
	err = raw.Read(func(fd uintptr) bool {
		// The poller reports edges: an arrival before this wait began is only
		// seen by looking.
		var b [1]byte
		for {
			peeked, _, failed = syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK)
			if failed != syscall.EINTR {
				return failed != syscall.EAGAIN
			}
		}
	})
	switch {
	case err != nil:
		return err
	case failed != nil:
		return failed
	case peeked == 0:
		return io.EOF
	}
	return nil
}
