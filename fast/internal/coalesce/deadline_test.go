package coalesce

import (
	"errors"
	"os"
	"testing"
	"time"
)

func TestConnDeadlines(t *testing.T) {
	s, c := socketPair(t)
	s.SetReadDeadline(time.Now())
	if _, err := s.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("Read: %v", err)
	}
	s.SetReadDeadline(time.Time{})
	c.send("x")
	if n, err := s.Read(make([]byte, 1)); n != 1 || err != nil {
		t.Fatalf("Read = %d, %v", n, err)
	}
	s.Collect(true)
	s.Write([]byte("y"))
	s.SetDeadline(past) // y was written before it
	if b, err := c.r.ReadByte(); b != 'y' || err != nil {
		t.Fatalf("got %q, %v", b, err)
	}
	s.Write([]byte("z"))
	if err := s.Flush(); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("Flush: %v", err)
	}
}
