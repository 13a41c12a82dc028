package deliver

import (
	"sync"
	"sync/atomic"
)

// flusher is a connection of HTTP/2 that has collected what its streams send.
type flusher = interface{ Flush() }

// flushes are connections to be flushed, each once, after all streams that are due have
// sent: one write instead of one for each stream.
type flushes struct {
	some atomic.Bool

	mu  sync.Mutex
	due []flusher
}

func (f *flushes) add(c flusher) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.due = append(f.due, c)
	f.some.Store(true)
}

func (f *flushes) run() {
	for f.some.Load() {
		if c := f.next(); c != nil {
			c.Flush()
		}
	}
}

func (f *flushes) next() flusher {
	f.mu.Lock()
	defer f.mu.Unlock()
	last := len(f.due) - 1
	if last < 0 {
		return nil
	}
	c := f.due[last]
	f.due[last] = nil
	f.due = f.due[:last]
	f.some.Store(last > 0)
	return c
}
