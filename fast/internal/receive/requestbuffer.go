package receive

import (
	"io"
	"sync"

	"mock-openai/fast/internal/memory"
)

const (
	minGrown  = 4 << 10 // the least capacity in bytes after growing
	maxPooled = 1 << 20 // the largest buffer in bytes that is pooled
)

// requestBuffer is a buffer for one long request body.
type requestBuffer struct {
	b      []byte
	charge memory.Charge
}

var requestBuffers = sync.Pool{New: func() any { return new(requestBuffer) }}

// releaseBuffer returns b to the pool, without its memory if that is too large.
func releaseBuffer(b *requestBuffer) {
	b.charge.Release()
	if cap(b.b) > maxPooled {
		b.b = nil
	}
	requestBuffers.Put(b)
}

// readFrom appends the bytes of one Read of from to b, up to most bytes in all. A
// full buffer doubles, up to most.
func (b *requestBuffer) readFrom(from io.Reader, budget *memory.Budget, most int) error {
	if len(b.b) == cap(b.b) {
		size := min(max(2*len(b.b), minGrown), most)
		if !b.charge.Resize(budget, size) {
			return memory.ErrExhausted
		}
		b.b = append(make([]byte, 0, size), b.b...)
	}
	n, err := from.Read(b.b[len(b.b):min(cap(b.b), most)])
	b.b = b.b[:len(b.b)+n]
	return err
}
