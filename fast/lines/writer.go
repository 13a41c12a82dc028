// Package lines writes lines to a file that may be slow or stuck. It never delays the
// caller: lines that the file cannot take in time are dropped and counted.
package lines

import (
	"bytes"
	"context"
	"io"
	"sync"
)

// maxPending is the most bytes that wait for the file, besides those being written.
const maxPending = 1 << 20

// Writer is safe for concurrent use.
type Writer struct {
	file io.Writer
	wake chan struct{} // holds one value if lines are pending
	done chan struct{}

	mu      sync.Mutex
	pending []byte
	spare   []byte // nil while it is being written
	dropped uint64
	closed  bool
}

// New returns a Writer of lines to file. Close ends it and leaves file open.
func New(file io.Writer) *Writer {
	w := &Writer{file: file, wake: make(chan struct{}, 1), done: make(chan struct{})}
	go w.run()
	return w
}

// Write queues line, which ends with a line feed, or drops it. It never fails.
func (w *Writer) Write(line []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed || len(w.pending)+len(line) > maxPending {
		w.dropped++
		return len(line), nil
	}
	if w.pending = append(w.pending, line...); len(w.wake) == 0 {
		w.wake <- struct{}{}
	}
	return len(line), nil
}

// Dropped returns the number of lines missing in the file.
func (w *Writer) Dropped() uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.dropped
}

// Close waits until the pending lines are written, or until ctx ends.
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

// run writes until Close. Lines whose write fails count as dropped.
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
			w.dropped += uint64(bytes.Count(batch[n:], []byte("\n")))
		}
		w.spare = batch[:0]
		w.mu.Unlock()
	}
}

// take returns the pending lines, or nil if there are none.
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
