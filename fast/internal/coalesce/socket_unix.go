//go:build unix

package coalesce

import (
	"io"
	"net"
	"os"
	"syscall"

	"mock-openai/fast/internal/connlimit"
	"mock-openai/fast/internal/nowait"
)

// socket reads and writes a connection and records when it has to wait. One Read and
// one Write may run concurrently.
type socket struct {
	raw     syscall.RawConn
	fd      uintptr // for system calls without the poller; see takeOwnership
	in, out transfer
}

// transfer is a Read or a Write in progress.
type transfer struct {
	try    func(fd uintptr) bool // made once, so that no call allocates
	p      []byte
	n      int // bytes of p done
	err    error
	waited bool // it had to wait
	poller *poller
	waits  *waitCounter
	wait
}

// newSocket returns nil if c is not a socket of package net. A connection that wraps
// one must be used through its wrapper.
func newSocket(c net.Conn, p *poller) *socket {
	raw := rawOf(c)
	if raw == nil {
		return nil
	}
	s := &socket{raw: raw}
	if raw.Control(func(fd uintptr) { s.fd = fd }) != nil {
		return nil
	}
	for _, t := range []*transfer{&s.in, &s.out} {
		t.epoch, t.poller, t.waits = p.epoch, p, p.counter()
	}
	s.in.try = s.tryRead
	s.out.try = s.tryWrite
	return s
}

// rawOf returns nil if v is not a socket of package net. A connlimit.Limiter may
// count it.
func rawOf(v any) syscall.RawConn {
	if ln, ok := v.(*connlimit.Listener); ok {
		v = ln.Listener
	}
	switch v.(type) {
	case *net.TCPConn, *net.UnixConn, *net.TCPListener, *net.UnixListener, *connlimit.TCPConn, *connlimit.UnixConn:
		if raw, err := v.(syscall.Conn).SyscallConn(); err == nil {
			return raw
		}
	}
	return nil
}

// Read reads into p, which must not be empty.
func (s *socket) Read(p []byte) (int, error) {
	return orEOF(s.in.run(s.raw.Read, p))
}

// Write writes p, which must not be empty.
func (s *socket) Write(p []byte) (int, error) { return s.out.run(s.raw.Write, p) }

// readNow is Read without the poller, for the owner of the socket. It returns false
// if nothing is there to read.
func (s *socket) readNow(p []byte) (n int, err error, ok bool) {
	n, errno := nowait.Read(s.fd, p)
	switch errno {
	case 0:
		n, err = orEOF(n, nil)
		return n, err, true
	case syscall.EAGAIN:
		return 0, nil, false
	}
	return 0, sysError("read", errno), true
}

// writeNow is Write without the poller, for the owner of the socket. It writes only
// what the socket takes at once.
func (s *socket) writeNow(p []byte) (int, error) {
	n, errno := nowait.Write(s.fd, p)
	switch errno {
	case 0:
		return n, nil
	case syscall.EAGAIN:
		return 0, nil
	}
	return 0, sysError("write", errno)
}

func orEOF(n int, err error) (int, error) {
	if n == 0 && err == nil {
		err = io.EOF
	}
	return n, err
}

// run lets the poller call t.try until it reports true.
func (t *transfer) run(poll func(func(uintptr) bool) error, p []byte) (int, error) {
	t.p, t.n, t.err, t.waited = p, 0, nil, false
	err := poll(t.try)
	t.p = nil
	if t.waited {
		t.waits.n.Add(-1)
		t.poller.noteReturn()
		t.end()
	}
	if err == nil {
		err = t.err
	}
	return t.n, err
}

func (s *socket) tryRead(fd uintptr) bool {
	n, errno := nowait.Read(fd, s.in.p)
	switch errno {
	case 0:
		s.in.n = n
	case syscall.EAGAIN:
		return s.in.retryWhenReady()
	default:
		s.in.err = sysError("read", errno)
	}
	return true
}

func (s *socket) tryWrite(fd uintptr) bool {
	for s.out.n < len(s.out.p) {
		n, errno := nowait.Write(fd, s.out.p[s.out.n:])
		switch errno {
		case 0:
			s.out.n += n
		case syscall.EAGAIN:
			return s.out.retryWhenReady()
		default:
			s.out.err = sysError("write", errno)
			return true
		}
	}
	return true
}

// retryWhenReady has the poller call t.try again when the socket is ready.
func (t *transfer) retryWhenReady() bool {
	if !t.waited {
		t.waited = true
		t.waits.n.Add(1)
	}
	t.begin()
	return false
}

func sysError(call string, errno syscall.Errno) error {
	return &net.OpError{Op: call, Net: "tcp", Err: os.NewSyscallError(call, errno)}
}

// awaitReadable returns nil once the connection has a byte to read, and leaves it
// there. It returns an error when either side closes the connection, and at the read
// deadline.
func (s *socket) awaitReadable() error {
	var peeked int
	var recvErr error
	err := s.raw.Read(func(fd uintptr) bool {
		// The poller reports edges. Only a look at the socket shows bytes that
		// arrived before this wait began.
		var b [1]byte
		for {
			peeked, _, recvErr = syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK)
			if recvErr != syscall.EINTR {
				return recvErr != syscall.EAGAIN
			}
		}
	})
	switch {
	case err != nil:
		return err
	case recvErr != nil:
		return recvErr
	case peeked == 0:
		return io.EOF
	}
	return nil
}
