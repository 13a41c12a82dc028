package journal

import (
	"errors"
	"io"
	"os"
	"sync"
	"syscall"
)

// File is a file that lines are appended to. One goroutine writes. All other methods
// may be called at any time, even while a write is stuck.
type File struct {
	path   string
	failed func(error)

	mu      sync.Mutex // never held during a write
	current *target
}

// target is the file that was at the path when it was opened.
type target struct {
	file       io.WriteCloser
	unfinished bool // its last line has no line feed
	failing    bool // the last write failed
}

// OpenFile opens the file at path, or creates it. failed is called with the error of
// the first failed write, and of each later one that follows a successful write.
func OpenFile(path string, failed func(error)) (*File, error) {
	f := &File{path: path, failed: failed}
	return f, f.Reopen()
}

// Reopen opens the path again, for log rotation. A line that is stuck in the old file
// goes to the new one. On error the old file stays in use.
func (f *File) Reopen() error {
	t, err := openTarget(f.path)
	if err != nil {
		return err
	}
	f.mu.Lock()
	old := f.current
	f.current = t
	f.mu.Unlock()
	if old != nil {
		old.file.Close()
	}
	return nil
}

func openTarget(path string) (*target, error) {
	const flags = os.O_APPEND | os.O_CREATE | nonblock
	file, err := os.OpenFile(path, flags|os.O_WRONLY, 0o600)
	if errors.Is(err, syscall.ENXIO) { // a FIFO without a reader
		file, err = os.OpenFile(path, flags|os.O_RDWR, 0)
	}
	if err != nil {
		return nil, err
	}
	return &target{file: file, unfinished: lacksLineFeed(path)}, nil
}

// lacksLineFeed reports whether the last line of the file at path has no line feed, for
// example because the disk was full.
func lacksLineFeed(path string) bool {
	stat, err := os.Stat(path)
	if err != nil || !stat.Mode().IsRegular() || stat.Size() == 0 {
		return false
	}
	file, err := os.Open(path)
	if err != nil {
		return false // the file may be write-only
	}
	defer file.Close()
	var last [1]byte
	_, err = file.ReadAt(last[:], stat.Size()-1)
	return err == nil && last[0] != '\n'
}

// Write appends a line. After an unfinished line it begins a new one.
func (f *File) Write(line []byte) (int, error) {
	for {
		t := f.target()
		n, err := t.write(line)
		if errors.Is(err, os.ErrClosed) && f.target() != t {
			continue // reopened meanwhile
		}
		if err != nil && !t.failing {
			f.failed(err)
		}
		t.failing = err != nil
		return n, err
	}
}

func (f *File) target() *target {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.current
}

func (t *target) write(line []byte) (int, error) {
	if t.unfinished {
		if _, err := io.WriteString(t.file, "\n"); err != nil {
			return 0, err
		}
		t.unfinished = false
	}
	n, err := t.file.Write(line)
	t.unfinished = n > 0 && n < len(line)
	return n, err
}

// Close closes the file. A write that is stuck in a pipe fails.
func (f *File) Close() error { return f.target().file.Close() }
