package coalesce

import (
	"errors"
	"os"
	"testing"
	"time"
)

func TestYielder(t *testing.T) {
	var y yielder
	began := time.Now().Add(-time.Hour)
	yields := func(n int) (yielded int) {
		for range n {
			if y.yield(began) {
				yielded++
			}
		}
		return yielded
	}
	if y.yield(began) {
		t.Error("yielded at the begin of a round")
	}
	for yields(1) == 0 { // the round may just have ended
	}
	y.inVain()
	if n := yields(patience); n != 0 {
		t.Errorf("yielded %d times right after it was in vain", n)
	}
	for yields(1) == 0 {
	}
}

func TestSocketNoticesWaiting(t *testing.T) {
	s, c := socketPair(t)
	read := func(want string, waited bool) {
		t.Helper()
		got := make([]byte, 8)
		n, err := s.socket.Read(got)
		if string(got[:n]) != want || err != nil || s.socket.in.waited != waited {
			t.Errorf("Read = %q, %v; waited %v", got[:n], err, s.socket.in.waited)
		}
	}
	c.send("x")
	for s.socket.awaitReadable() != nil {
	}
	read("x", false)
	s.SetReadDeadline(past)
	if _, err := s.socket.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("at the deadline: %v", err)
	}
	for wait := time.Millisecond; !s.socket.in.waited; wait *= 2 {
		s.SetReadDeadline(time.Now().Add(wait))
		if _, err := s.socket.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatalf("after a wait: %v", err)
		}
	}
}
