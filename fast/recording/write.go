package recording

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
)

// File is a file that exchanges are appended to. It is safe for concurrent use.
type File struct {
	mu   sync.Mutex
	f    *os.File
	size int64 // of the file; -1 if it is not a regular file
}

// Create opens the file at path, or makes it, readable by its owner alone. If a recorder was
// killed while it wrote the last line, that line is removed; repaired is then true.
func Create(path string) (f *File, repaired bool, err error) {
	o, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, false, err
	}
	f = &File{f: o, size: -1}
	stat, err := o.Stat()
	if err == nil && stat.Mode().IsRegular() {
		f.size = stat.Size()
		repaired, err = f.repair()
	}
	if err != nil {
		return nil, false, errors.Join(err, o.Close())
	}
	return f, repaired, nil
}

// repair ends the last line with a newline, or removes it if it is not whole.
func (f *File) repair() (removed bool, err error) {
	last, err := f.unended()
	if err != nil || len(last) == 0 {
		return false, err
	}
	if json.Valid(last) {
		return false, f.append([]byte("\n"))
	}
	f.size -= int64(len(last))
	return true, os.Truncate(f.f.Name(), f.size) // Windows cannot truncate what is open to append
}

// unended returns what follows the last newline.
func (f *File) unended() (last []byte, err error) {
	for at := f.size; at > 0; {
		block := make([]byte, min(at, 64<<10))
		at -= int64(len(block))
		if _, err := f.f.ReadAt(block, at); err != nil {
			return nil, err
		}
		if end := bytes.LastIndexByte(block, '\n'); end >= 0 {
			return append(block[end+1:], last...), nil
		}
		if last = append(block, last...); len(last) > maxLine {
			return nil, errors.New("it is not a recording")
		}
	}
	return last, nil
}

// Append appends x as one line, with one write. If that fails, the file stays as it was.
func (f *File) Append(x *Exchange) error {
	var b bytes.Buffer
	if err := encode(&b, x); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.append(b.Bytes())
}

func (f *File) append(p []byte) error {
	n, err := f.f.Write(p)
	if err == nil {
		if f.size >= 0 {
			f.size += int64(n)
		}
		return nil
	}
	if n > 0 && f.size >= 0 {
		err = errors.Join(err, os.Truncate(f.f.Name(), f.size))
	}
	return err
}

// encode writes x as one line.
func encode(w io.Writer, x *Exchange) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	if err := out.Encode(lineOf(x)); err != nil {
		return fmt.Errorf("cannot write the exchange: %w", err)
	}
	return nil
}

// Close closes the file.
func (f *File) Close() error { return f.f.Close() }
