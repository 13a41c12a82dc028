package coalesce

import (
	"net"
	"sync"
)

const (
	// maxPending is the largest number of bytes that a connection collects.
	maxPending = 64 << 10

	// minDirect is the size in bytes from which a Write is no longer collected.
	// Copying a 30 kB answer once more costs 12% more than writev does.
	minDirect = 8 << 10

	// minFlush is the size in bytes from which a Write into the reserved space is
	// sent at once: it is worth a system call of its own.
	minFlush = 16 << 10
)

// buffer holds the bytes that a connection has not sent yet.
type buffer struct {
	n        int // pending bytes in b
	b        [maxPending]byte
	reserved bool // reserve has handed out the space after the pending bytes

	// The arguments of writev live here because they escape.
	pair [2][]byte
	bufs net.Buffers
}

var bufferPool = sync.Pool{New: func() any { return new(buffer) }}

func acquireBuffer() *buffer {
	return bufferPool.Get().(*buffer)
}

// releaseBuffer returns b to the pool. A reserved buffer is left to whoever writes
// into it.
func releaseBuffer(b *buffer) {
	if !b.reserved {
		b.n = 0
		bufferPool.Put(b)
	}
}

// reserve returns an empty slice over the free space after the pending bytes.
func (b *buffer) reserve() []byte {
	b.reserved = true
	return b.b[b.n:b.n]
}

// commit ends the reservation. It reports whether p was written into the reserved
// space; p is pending then.
func (b *buffer) commit(p []byte) bool {
	if b == nil || !b.reserved {
		return false
	}
	b.reserved = false
	if len(p) == 0 || len(p) > b.free() || &p[0] != &b.b[b.n] {
		return false
	}
	b.n += len(p)
	return true
}

// free returns how many more bytes fit into b, which may be nil.
func (b *buffer) free() int {
	if b == nil {
		return maxPending
	}
	return maxPending - b.n
}

func (b *buffer) pending() []byte { return b.b[:b.n] }

// writeWith sends the pending bytes followed by p: with one writev if dst is a TCP or
// Unix socket, else with one write for each. It returns the number of bytes sent.
func (b *buffer) writeWith(dst net.Conn, p []byte) (int, error) {
	b.pair = [2][]byte{b.pending(), p}
	b.bufs = b.pair[:]
	n, err := b.bufs.WriteTo(dst)
	b.pair[1] = nil // p belongs to the caller
	return int(n), err
}
