//go:build unix

package coalesce

import (
	"net"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// door is where connections wait to be accepted.
type door struct {
	raw  syscall.RawConn
	look func(fd uintptr) // made once, so that no call allocates

	mu   sync.Mutex
	fds  [1]unix.PollFd
	open bool // somebody stands there
}

// newDoor returns nil if ln is not a socket as package net makes them.
func newDoor(ln net.Listener) *door {
	raw := rawOf(ln)
	if raw == nil {
		return nil
	}
	d := &door{raw: raw}
	d.look = func(fd uintptr) {
		d.fds[0] = unix.PollFd{Fd: int32(fd), Events: unix.POLLIN}
		n, _ := unix.Poll(d.fds[:], 0)
		d.open = n > 0
	}
	return d
}

// knocked reports whether a connection is there; one who is told no may just
// not have been the first to ask.
func (d *door) knocked() bool {
	if d == nil || !d.mu.TryLock() {
		return false
	}
	defer d.mu.Unlock()
	return d.raw.Control(d.look) == nil && d.open
}
