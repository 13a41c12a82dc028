//go:build unix

package h2

import (
	"net"
	"strings"
	"syscall"
)

// PriorKnowledge reports whether HTTP/2 can be told from HTTP/1.1 without TLS.
const PriorKnowledge = true

// preface is what every HTTP/2 client sends first (RFC 9113, section 3.4).
const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

// peekPreface waits for the first bytes of c, until its read deadline, and returns
// how much of the preface they are. It does not consume them, so a connection of
// HTTP/1.1 is served as usual. What is no socket speaks HTTP/1.1.
func peekPreface(c net.Conn) prefaceState {
	socket, ok := c.(syscall.Conn)
	if !ok {
		return noPreface
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return noPreface
	}
	found := noPreface
	raw.Read(func(fd uintptr) bool {
		var b [len(preface)]byte
		n, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK)
		for err == syscall.EINTR {
			n, _, err = syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK)
		}
		if err == syscall.EAGAIN {
			return false
		}
		switch {
		case err != nil || n == 0 || !strings.HasPrefix(preface, string(b[:n])):
			found = noPreface
			return true
		case n == len(preface):
			found = wholePreface
			return true
		}
		// The poller reports arrivals, so the wait for the rest of the preface does
		// not return at once because of its beginning.
		found = partialPreface
		return false
	})
	return found
}
