//go:build unix

package coalesce

import (
	"io"
	"net"
	"os"
	"syscall"

	"mock-openai/fast/internal/connlimit"
)

// socket reads and writes a connection and notices when it has to wait.
// One Read and one Write may run side by side.
type socket struct {
	raw     syscall.RawConn
	fd      uintptr // for calls past the runtime's poller; see hold
	in, out transfer
}

// transfer is a Read or a Write under way.
type transfer struct {
	try    func(fd uintptr) bool // made once, so that no call allocates
	p      []byte
	n      int // of p, done
	err    error
	waited bool // it could not go on at once
	poller *poller
	lounge *lounge
	wait
}

// newSocket returns nil if c is not a socket as package net makes them: one
// that somebody has wrapped is to be used through the wrapping.
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
		t.clock, t.poller, t.lounge = p.began, p, p.lounge()
	}
	s.in.try = s.tryRead
	s.out.try = s.tryWrite
	return s
}

// rawOf returns nil if v is not a socket as package net makes them, be it
// counted by a connlimit.Limiter.
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

// Read reads into p, which has room for a byte at least.
func (s *socket) Read(p []byte) (int, error) {
	return orEOF(s.in.run(s.raw.Read, p))
}

// Write writes p, which has a byte at least.
func (s *socket) Write(p []byte) (int, error) { return s.out.run(s.raw.Write, p) }

// readNow is Read past the poller, for who holds the socket. It reports false
// where nothing is there.
func (s *socket) readNow(p []byte) (n int, err error, came bool) {
	n, errno := read(s.fd, p)
	switch errno {
	case 0:
		n, err = orEOF(n, nil)
		return n, err, true
	case syscall.EAGAIN:
		return 0, nil, false
	}
	return 0, failed("read", errno), true
}

// writeNow is Write past the poller, for who holds the socket, of what can be
// written at once.
func (s *socket) writeNow(p []byte) (int, error) {
	n, errno := write(s.fd, p)
	switch errno {
	case 0:
		return n, nil
	case syscall.EAGAIN:
		return 0, nil
	}
	return 0, failed("write", errno)
}

func orEOF(n int, err error) (int, error) {
	if n == 0 && err == nil {
		err = io.EOF
	}
	return n, err
}

// run has the poller call t.try until it reports true.
func (t *transfer) run(poll func(func(uintptr) bool) error, p []byte) (int, error) {
	t.p, t.n, t.err, t.waited = p, 0, nil, false
	err := poll(t.try)
	t.p = nil
	if t.waited {
		t.lounge.n.Add(-1)
		t.poller.back()
		t.end()
	}
	if err == nil {
		err = t.err
	}
	return t.n, err
}

func (s *socket) tryRead(fd uintptr) bool {
	n, errno := read(fd, s.in.p)
	switch errno {
	case 0:
		s.in.n = n
	case syscall.EAGAIN:
		return s.in.later()
	default:
		s.in.err = failed("read", errno)
	}
	return true
}

func (s *socket) tryWrite(fd uintptr) bool {
	for s.out.n < len(s.out.p) {
		n, errno := write(fd, s.out.p[s.out.n:])
		switch errno {
		case 0:
			s.out.n += n
		case syscall.EAGAIN:
			return s.out.later()
		default:
			s.out.err = failed("write", errno)
			return true
		}
	}
	return true
}

// later has the poller try again when it may go on.
func (t *transfer) later() bool {
	if !t.waited {
		t.waited = true
		t.lounge.n.Add(1)
	}
	t.begin()
	return false
}

func failed(call string, errno syscall.Errno) error {
	return &net.OpError{Op: call, Net: "tcp", Err: os.NewSyscallError(call, errno)}
}

// awaitReadable returns nil once the connection has a byte to read, and leaves
// it there. It returns an error when the peer or somebody here closes the
// connection and at its read deadline.
func (s *socket) awaitReadable() error {
	var peeked int
	var failed error
	err := s.raw.Read(func(fd uintptr) bool {
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
