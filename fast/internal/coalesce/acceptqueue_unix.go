//go:build unix

package coalesce

import (
	"net"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// acceptQueue reports whether connections wait to be accepted.
type acceptQueue struct {
	raw  syscall.RawConn
	poll func(fd uintptr) // made once, so that no call allocates

	mu      sync.Mutex
	fds     [1]unix.PollFd
	pending bool // the answer of the last poll
}

// newAcceptQueue returns nil if ln is not a socket of package net.
func newAcceptQueue(ln net.Listener) *acceptQueue {
	raw := rawOf(ln)
	if raw == nil {
		return nil
	}
	q := &acceptQueue{raw: raw}
	q.poll = func(fd uintptr) {
		q.fds[0] = unix.PollFd{Fd: int32(fd), Events: unix.POLLIN}
		n, _ := unix.Poll(q.fds[:], 0)
		q.pending = n > 0
	}
	return q
}

// hasPending reports whether a connection waits to be accepted. It also returns false
// while another goroutine asks.
func (q *acceptQueue) hasPending() bool {
	if q == nil || !q.mu.TryLock() {
		return false
	}
	defer q.mu.Unlock()
	return q.raw.Control(q.poll) == nil && q.pending
}
