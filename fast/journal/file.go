package journal

import (
	"errors"
	"io"
	"os"
	"sync"
	"syscall"
)

// File is a file of lines that is appended to. One goroutine writes; all other
// methods may be called at any time, also while a write is stuck.
type File struct {
	path   string
	failed func(error)

	mu      sync.Mutex // held for moments only
	current *target
}

// target is what a path stood for when it was opened.
type target struct {
	file       io.WriteCloser
	unfinished bool // its last line has no end
	failing    bool // the last write failed
}

// OpenFile opens the file at path, or makes it. At the first write that fails, and
// at the first that does after others have not, failed gets the error.
func OpenFile(path string, failed func(error)) (*File, error) {
	f := &File{path: path, failed: failed}
	return f, f.Reopen()
}

// Reopen opens the path again, where after a rotation of logs another file is. A
// line that is stuck in the old one goes to the new one. After an error the old
// one stays.
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
	if errors.Is(err, syscall.ENXIO) { // a FIFO that nobody reads yet
		file, err = os.OpenFile(path, flags|os.O_RDWR, 0)
	}
	if err != nil {
		return nil, err
	}
	return &target{file: file, unfinished: endsInLine(path)}, nil
}

// endsInLine reports whether the last line of the file at path has no end, as when
// the disk was full.
func endsInLine(path string) bool {
	stat, err := os.Stat(path)
	if err != nil || !stat.Mode().IsRegular() || stat.Size() == 0 {
		return false
	}
	file, err := os.Open(path)
	if err != nil {
		return false // it may be written only
	}
	defer file.Close()
	var last [1]byte
	_, err = file.ReadAt(last[:], stat.Size()-1)
	return err == nil && last[0] != '\n'
}

// Write appends a line, on a line of its own.
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
