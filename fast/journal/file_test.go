package journal

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// short is a file with little space left.
type short struct {
	room  int
	taken string
}

func (s *short) Write(p []byte) (int, error) {
	n := min(len(p), s.room)
	s.room -= n
	s.taken += string(p[:n])
	if n < len(p) {
		return n, errors.New("no space left")
	}
	return n, nil
}

func (*short) Close() error { return nil }

// TestFile_Short begins a new line after one that did not fit, and reports the error
// once.
func TestFile_Short(t *testing.T) {
	disk, failures := &short{room: 6}, 0
	f := &File{failed: func(error) { failures++ }, current: &target{file: disk}}
	write := func(line string, fits bool) {
		t.Helper()
		if _, err := f.Write([]byte(line)); (err == nil) != fits {
			t.Errorf("%q: %v", line, err)
		}
	}
	write("one\n", true)
	write("two\n", false)
	write("three\n", false)
	disk.room = 100
	write("four\n", true)
	write("five\n", true)
	if want := "one\ntw\nfour\nfive\n"; disk.taken != want || failures != 1 {
		t.Errorf("%q, %d errors reported, want %q", disk.taken, failures, want)
	}
	disk.room = 0
	write("six\n", false)
	if failures != 2 {
		t.Errorf("%d errors reported", failures)
	}
}

// TestOpenFile_Unfinished begins a new line in a file whose last line is unfinished.
func TestOpenFile_Unfinished(t *testing.T) {
	f := func(before, want string) {
		t.Helper()
		path := filepath.Join(t.TempDir(), "requests")
		if err := os.WriteFile(path, []byte(before), 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := OpenFile(path, func(err error) { t.Error(err) })
		if err != nil {
			t.Fatal(err)
		}
		file.Write([]byte("line\n"))
		if err := file.Close(); err != nil {
			t.Error(err)
		}
		if text, err := os.ReadFile(path); err != nil || string(text) != want {
			t.Errorf("%v: %q, want %q", err, text, want)
		}
	}
	f("", "line\n")
	f("whole\n", "whole\nline\n")
	f("half", "half\nline\n")
}

// TestFile_Reopen keeps the old file if the new one cannot be opened.
func TestFile_Reopen(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "logs")
	path := filepath.Join(dir, "requests")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	file, err := OpenFile(path, func(err error) { t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(dir, dir+".old"); err != nil {
		t.Fatal(err)
	}
	if err := file.Reopen(); err == nil {
		t.Error("a folder that is not there is no error")
	}
	file.Write([]byte("line\n"))
	if err := file.Close(); err != nil {
		t.Error(err)
	}
	if text, err := os.ReadFile(filepath.Join(dir+".old", "requests")); err != nil || string(text) != "line\n" {
		t.Errorf("%v: %q", err, text)
	}
}
