package coalesce

import (
	"net"
	"sync"
)

const (
	// maxPending is the number of bytes a connection collects at most.
	maxPending = 64 << 10

	// large is the size from which on a Write is not collected: a second
	// copy makes an answer of 30 kB 12% dearer than writev does.
	large = 8 << 10

	// full is the size from which on a Write is not collected though it was made
	// in place: by then it is worth a system call of its own.
	full = 16 << 10
)

// buffer holds the bytes that a connection has yet to send.
type buffer struct {
	n    int // pending bytes in b
	b    [maxPending]byte
	lent bool // somebody writes behind them

	// The arguments of writev live here because they escape.
	pair [2][]byte
	bufs net.Buffers
}

var bufferPool = sync.Pool{New: func() any { return new(buffer) }}

func acquireBuffer() *buffer {
	return bufferPool.Get().(*buffer)
}

// releaseBuffer leaves a buffer that is lent to who has borrowed it.
func releaseBuffer(b *buffer) {
	if !b.lent {
		b.n = 0
		bufferPool.Put(b)
	}
}

// lend returns the room behind what is pending.
func (b *buffer) lend() []byte {
	b.lent = true
	return b.b[b.n:b.n]
}

// takeBack ends the lending and reports whether p has been written in the room, and
// now is pending.
func (b *buffer) takeBack(p []byte) bool {
	if b == nil || !b.lent {
		return false
	}
	b.lent = false
	if len(p) == 0 || len(p) > b.room() || &p[0] != &b.b[b.n] {
		return false
	}
	b.n += len(p)
	return true
}

// room returns how many bytes fit in b, which may be nil.
func (b *buffer) room() int {
	if b == nil {
		return maxPending
	}
	return maxPending - b.n
}

func (b *buffer) pending() []byte { return b.b[:b.n] }

// writeWith sends what is pending followed by p: with one writev where dst is a
// TCP or Unix socket, with one write for each part elsewhere. It returns the
// number of bytes sent.
func (b *buffer) writeWith(dst net.Conn, p []byte) (int, error) {
	b.pair = [2][]byte{b.pending(), p}
	b.bufs = b.pair[:]
	n, err := b.bufs.WriteTo(dst)
	b.pair[1] = nil // p belongs to the caller
	return int(n), err
}
