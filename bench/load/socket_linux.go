package load

import (
	"io"
	"net"
	"syscall"
	"unsafe"
)

// tcp is a socket whose calls go past package net: writing and waiting for the
// answer is one wait at the runtime's poller, without the read that would find
// nothing yet, and the runtime does not hear of calls that cannot block.
type tcp struct {
	conn net.Conn
	raw  syscall.RawConn
	step func(fd uintptr) bool // call, made once, so that nothing allocates

	out, in []byte
	n       int
	errno   syscall.Errno
	rest    rest // of a request for which the socket had no room
}

// socketOf returns the socket of a connection.
func socketOf(conn net.Conn) socket {
	if c, ok := conn.(*net.TCPConn); ok {
		if raw, err := c.SyscallConn(); err == nil {
			s := &tcp{conn: conn, raw: raw}
			s.step = s.call
			return s
		}
	}
	return &stream{Conn: conn}
}

func (s *tcp) exchange(out, in []byte) (int, error) {
	s.out, s.in, s.n, s.errno = out, in, 0, 0
	if err := s.raw.Read(s.step); err != nil {
		return 0, err
	}
	if s.errno == syscall.EAGAIN { // the socket has no room for all of out
		s.rest.write(s.conn, s.out)
		s.out, s.errno = nil, 0
		if err := s.raw.Read(s.step); err != nil {
			return 0, err
		}
	}
	switch {
	case s.errno != 0 && len(out) > 0 && len(s.out) == len(out):
		return 0, errUnsent
	case s.errno != 0:
		return 0, s.errno
	case s.n == 0:
		return 0, io.EOF
	}
	return s.n, nil
}

func (s *tcp) finish() error { return s.rest.finish() }

// call is run first at once and then whenever the socket may have something to
// read. It reports whether the wait is over.
func (s *tcp) call(fd uintptr) bool {
	if len(s.out) > 0 {
		n, errno := transfer(syscall.SYS_SENDTO, fd, s.out)
		if errno != 0 {
			s.errno = errno
			return true
		}
		if s.out = s.out[n:]; len(s.out) > 0 {
			s.errno = syscall.EAGAIN
			return true
		}
		return false
	}
	n, errno := transfer(syscall.SYS_RECVFROM, fd, s.in)
	if errno == syscall.EAGAIN {
		return false
	}
	s.n, s.errno = n, errno
	return true
}

// transfer is sendto or recvfrom, repeated while signals interrupt it. p must not
// be empty.
func transfer(call, fd uintptr, p []byte) (int, syscall.Errno) {
	for {
		n, _, errno := syscall.RawSyscall6(call, fd, uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)),
			syscall.MSG_DONTWAIT|syscall.MSG_NOSIGNAL, 0, 0)
		if errno != syscall.EINTR {
			return int(n), errno
		}
	}
}
