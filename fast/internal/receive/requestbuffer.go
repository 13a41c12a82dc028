package receive

import (
	"io"
	"sync"

	"mock-openai/fast/internal/memory"
)

const (
	minGrown  = 4 << 10 // the least room in bytes that a body gets when it grows
	maxPooled = 1 << 20 // the longest buffer in bytes that goes on to another request
)

// requestBuffer is room for one long request body.
type requestBuffer struct {
	b      []byte
	charge memory.Charge
}

var requestBuffers = sync.Pool{New: func() any { return new(requestBuffer) }}

// releaseBuffer gives b back, and leaves its memory to the garbage collector if that
// is too large.
func releaseBuffer(b *requestBuffer) {
	b.charge.Release()
	if cap(b.b) > maxPooled {
		b.b = nil
	}
	requestBuffers.Put(b)
}

// readFrom appends what one read of from returns to b, which then has at most
// most bytes. It grows by half at least, but not beyond most.
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
