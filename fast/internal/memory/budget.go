// Package memory limits the bytes that requests and answers hold at a time.
//
//	b := memory.NewBudget(256 << 20)
//	var c memory.Charge
//	if !c.Resize(b, len(buffer)) { … } // 503
//	defer c.Release()
package memory

import (
	"errors"
	"sync/atomic"
)

// Threshold is the size in bytes up to which a buffer is not counted. Most requests
// and answers are shorter and cost nothing here.
const Threshold = 32 << 10

// ErrExhausted means that a budget has too few bytes left.
var ErrExhausted = errors.New("memory for requests and answers is spent")

// Budget is the number of bytes that may be held at a time. It is safe for concurrent
// use.
type Budget struct {
	limit   int64 // 0 means no limit
	held    atomic.Int64
	refused atomic.Uint64
}

// NewBudget returns a Budget of limit bytes; 0 means no limit.
func NewBudget(limit int64) *Budget { return &Budget{limit: limit} }

// Held returns the bytes held.
func (b *Budget) Held() int64 { return b.held.Load() }

// Refused returns how often too few bytes were left.
func (b *Budget) Refused() uint64 { return b.refused.Load() }

func (b *Budget) take(n int64) bool {
	if held := b.held.Add(n); b.limit > 0 && held > b.limit {
		b.held.Add(-n)
		b.refused.Add(1)
		return false
	}
	return true
}

// Charge is what one owner of memory has taken from a Budget. The zero value has
// taken nothing. It belongs to one goroutine at a time.
type Charge struct {
	budget *Budget
	held   int64
}

// Resize makes the charge n bytes, or 0 if n is at most Threshold. It reports false
// and leaves the charge as it is if b has too few bytes left.
func (c *Charge) Resize(b *Budget, n int) bool {
	more := counted(n) - c.held
	if more > 0 && !b.take(more) {
		return false
	}
	c.set(b, more)
	return true
}

// ForceResize makes the charge n bytes, whatever is left, for memory that is already
// allocated.
func (c *Charge) ForceResize(b *Budget, n int) {
	more := counted(n) - c.held
	if more > 0 {
		b.held.Add(more)
	}
	c.set(b, more)
}

// set completes a change by more bytes. If more is positive, they have been taken
// from b.
func (c *Charge) set(b *Budget, more int64) {
	if more < 0 {
		b.held.Add(more)
	}
	c.budget = b
	c.held += more
}

// Held returns the bytes taken.
func (c *Charge) Held() int { return int(c.held) }

// Release gives everything back.
func (c *Charge) Release() {
	if c.held > 0 {
		c.budget.held.Add(-c.held)
	}
	*c = Charge{}
}

func counted(n int) int64 {
	if n <= Threshold {
		return 0
	}
	return int64(n)
}
