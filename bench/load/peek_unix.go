//go:build unix

package load

import (
	"crypto/tls"
	"net"
	"syscall"
	"time"
)

// peek looks at an idle connection without reading from it.
type peek struct {
	raw   syscall.RawConn       // nil if the connection has none
	step  func(fd uintptr) bool // look, made once, so that nothing allocates
	ended bool
	b     [1]byte
}

func peekOf(conn net.Conn) *peek {
	p := new(peek)
	p.step = p.look
	if c, ok := conn.(*tls.Conn); ok {
		conn = c.NetConn()
	}
	if c, ok := conn.(syscall.Conn); ok {
		p.raw, _ = c.SyscallConn()
	}
	return p
}

// hasEnded reports whether the server has closed the connection, or sent what nobody
// asked for.
func (p *peek) hasEnded() bool {
	if p.raw == nil {
		return false
	}
	err := p.raw.Read(p.step)
	return p.ended || err != nil
}

// isUntaken reports whether the server has not taken what was sent last, after that time
// without a request. Where the system does not tell, only a connection that was not busy counts
// as closed before.
func (p *peek) isUntaken(idle time.Duration) bool {
	if acknowledged, known := p.isAcknowledged(); known {
		return !acknowledged
	}
	return idle > glanceAfter
}

// isAtEnd reports whether the server has closed its side of the connection and all that it sent
// has been read. Another goroutine may read meanwhile.
func (p *peek) isAtEnd() (ended bool) {
	if p.raw == nil {
		return false
	}
	p.raw.Control(func(fd uintptr) {
		var b [1]byte
		n, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK)
		ended = n == 0 && err == nil
	})
	return ended
}

func (p *peek) look(fd uintptr) bool {
	_, _, err := syscall.Recvfrom(int(fd), p.b[:], syscall.MSG_PEEK)
	p.ended = err != syscall.EAGAIN && err != syscall.EINTR
	return true
}
