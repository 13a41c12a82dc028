package recording

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Open reads the file at path. It refuses a damaged file, with the number of the line.
func Open(path string) ([]*Exchange, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all, err := Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for _, x := range all {
		x.File = filepath.Base(path)
	}
	return all, nil
}

// Read reads a file with at least one exchange. Blank lines are ignored.
func Read(in io.Reader) (all []*Exchange, err error) {
	r := bufio.NewReaderSize(in, 64<<10)
	for n := 1; ; n++ {
		text, err := readLine(r)
		if err != nil && err != io.EOF {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		if text = bytes.TrimSpace(text); len(text) > 0 {
			x, err := parse(text)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", n, err)
			}
			x.Line = n
			all = append(all, x)
		}
		if err == io.EOF {
			break
		}
	}
	if len(all) == 0 {
		return nil, errors.New("no answer is recorded in it")
	}
	return all, nil
}

// readLine reads up to the next newline. Its result is valid until the next call.
func readLine(r *bufio.Reader) (text []byte, err error) {
	text, err = r.ReadSlice('\n')
	if err != bufio.ErrBufferFull {
		return text, err
	}
	text = bytes.Clone(text)
	for err == bufio.ErrBufferFull {
		var more []byte
		more, err = r.ReadSlice('\n')
		if text = append(text, more...); len(text) > maxLine {
			return nil, fmt.Errorf("it has more than %d bytes", maxLine)
		}
	}
	return text, err
}
