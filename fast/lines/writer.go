// Package lines writes lines to a file that may be slow or stuck. It never holds up
// who has a line: what the file cannot take in time is dropped and counted.
package lines

import (
	"bytes"
	"context"
	"io"
	"sync"
)

// maxPending is how many bytes wait for the file at most, besides those that are
// being written.
const maxPending = 1 << 20

// Writer is safe for concurrent use.
type Writer struct {
	file io.Writer
	wake chan struct{} // holds one value where lines are pending
	done chan struct{}

	mu      sync.Mutex
	pending []byte
	spare   []byte // nil while it is being written
	lost    uint64
	closed  bool
}

// New returns a Writer of lines to file. Close ends it, and leaves file open.
func New(file io.Writer) *Writer {
	w := &Writer{file: file, wake: make(chan struct{}, 1), done: make(chan struct{})}
	go w.run()
	return w
}

// Write takes line, which ends with a line feed, or drops it. It always succeeds.
func (w *Writer) Write(line []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed || len(w.pending)+len(line) > maxPending {
		w.lost++
		return len(line), nil
	}
	if w.pending = append(w.pending, line...); len(w.wake) == 0 {
		w.wake <- struct{}{}
	}
	return len(line), nil
}

// Dropped is how many lines are missing in the file.
func (w *Writer) Dropped() uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.lost
}

// Close waits until the file has taken what is pending, and not longer than ctx.
func (w *Writer) Close(ctx context.Context) error {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.wake)
	}
	w.mu.Unlock()
	select {
	case <-w.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// run writes until Close. An error of the file costs the lines that it is about.
func (w *Writer) run() {
	defer close(w.done)
	for range w.wake {
		batch := w.take()
		if batch == nil {
			continue
		}
		n, err := w.file.Write(batch)
		w.mu.Lock()
		if err != nil {
			w.lost += uint64(bytes.Count(batch[n:], []byte("\n")))
		}
		w.spare = batch[:0]
		w.mu.Unlock()
	}
}

// take returns what is pending; nil if that has been taken already.
func (w *Writer) take() []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.pending) == 0 {
		return nil
	}
	batch := w.pending
	w.pending, w.spare = w.spare, nil
	return batch
}
