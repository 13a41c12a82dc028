package coalesce

import (
	"errors"
	"net"
	"os"
	"testing"
	"time"
)

func TestYielder(t *testing.T) {
	var y yielder
	p := &poller{began: time.Now()}
	yields := func(n int) (yielded int) {
		for range n {
			if y.yield(p) {
				yielded++
			}
		}
		return yielded
	}
	if n := yields(100); n != 100 {
		t.Errorf("yielded %d times of 100 while nobody waits", n)
	}
	for i, rest := range []int{0, 2, 6, 14, 30, 30} {
		y.learn(false)
		if n := yields(rest); n != 0 {
			t.Errorf("yielded %d times right after it was in vain %d times", n, i+1)
		}
		if n := yields(1); n != 1 {
			t.Errorf("does not yield again %d requests after it was in vain %d times", rest, i+1)
		}
	}
	for range maxVain {
		y.learn(true)
	}
	if y.learn(false); yields(1) != 1 {
		t.Error("does not yield after it was in vain once")
	}
}

// TestPoller_Neglected wants somebody who waits in the poller not to be kept
// waiting by those who yield, and those not to be disturbed otherwise.
func TestPoller_Neglected(t *testing.T) {
	p := &poller{began: time.Now().Add(-time.Hour)}
	if p.neglected() {
		t.Error("neglected though nobody waits")
	}
	somebody := p.lounge()
	somebody.n.Add(1)
	for !p.neglected() {
	}
	p.back()
	if p.neglected() {
		t.Error("neglected when it has just been asked")
	}
	for !p.neglected() {
	}
	somebody.n.Add(-1)
	if p.neglected() {
		t.Error("neglected though nobody waits any more")
	}
}

// TestPoller_Counts wants each wait in the poller to be counted as long as it lasts.
func TestPoller_Counts(t *testing.T) {
	s, c := socketPair(t)
	p := &s.listener.poller
	done := make(chan error)
	go func() {
		_, err := s.socket.Read(make([]byte, 1))
		done <- err
	}()
	eventually(p.crowded)
	c.send("x")
	if err := <-done; err != nil {
		t.Error(err)
	}
	if p.crowded() || !p.heard.Load() {
		t.Error("the wait is not over")
	}
}

// TestDoor wants a connection to be noticed before it is accepted.
func TestDoor(t *testing.T) {
	ln := listenTCP(t)
	d := newDoor(ln)
	if d.knocked() {
		t.Error("somebody is there before anybody came")
	}
	c, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	eventually(d.knocked)
	ln.Close()
	if d.knocked() || newDoor(ln) != nil && newDoor(ln).knocked() {
		t.Error("somebody is there after the end")
	}
	if newDoor(struct{ net.Listener }{ln}).knocked() {
		t.Error("somebody is where nobody can look")
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
