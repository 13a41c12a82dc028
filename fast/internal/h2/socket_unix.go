//go:build unix

package h2

import (
	"io"
	"net"
	"os"
	"syscall"

	"mock-openai/fast/internal/connlimit"
	"mock-openai/fast/internal/nowait"
)

// direct reads and writes a socket of package net with as little as that needs. One Read
// and one write may run at a time.
type direct struct {
	raw     syscall.RawConn // nil if the connection is no socket
	in, out transfer
}

// transfer is a read or a write.
type transfer struct {
	try func(fd uintptr) bool // made once, so that no call allocates
	p   []byte
	n   int // bytes of p done
	err error
}

func (d *direct) init(c net.Conn) {
	switch c := c.(type) {
	case *net.TCPConn, *net.UnixConn, *connlimit.TCPConn, *connlimit.UnixConn:
		d.raw, _ = c.(syscall.Conn).SyscallConn()
		d.in.try, d.out.try = d.tryRead, d.tryWrite
	}
}

// usable reports whether the connection is a socket.
func (d *direct) usable() bool { return d.raw != nil }

// read waits for bytes and reads them into p, which must not be empty.
func (d *direct) read(p []byte) (n int, err error) {
	t := &d.in
	t.p, t.n, t.err = p, 0, nil
	err = d.raw.Read(t.try)
	t.p = nil
	if err == nil {
		err = t.err
	}
	if t.n == 0 && err == nil {
		err = io.EOF
	}
	return t.n, err
}

func (d *direct) tryRead(fd uintptr) bool {
	n, errno := nowait.Read(fd, d.in.p)
	switch errno {
	case 0:
		d.in.n = n
	case syscall.EAGAIN:
		return false
	default:
		d.in.err = os.NewSyscallError("read", errno)
	}
	return true
}

// write writes as much of p as the socket takes at once.
func (d *direct) write(p []byte) (n int, err error) {
	t := &d.out
	t.p, t.n, t.err = p, 0, nil
	err = d.raw.Write(t.try)
	t.p = nil
	if err == nil {
		err = t.err
	}
	return t.n, err
}

func (d *direct) tryWrite(fd uintptr) bool {
	t := &d.out
	for t.n < len(t.p) {
		n, errno := nowait.Write(fd, t.p[t.n:])
		switch errno {
		case 0:
			t.n += n
		case syscall.EAGAIN:
			return true
		default:
			t.err = os.NewSyscallError("write", errno)
			return true
		}
	}
	return true
}
