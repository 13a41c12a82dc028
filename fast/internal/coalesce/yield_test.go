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
	p := &poller{epoch: time.Now()}
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
		y.record(false)
		if n := yields(rest); n != 0 {
			t.Errorf("yielded %d times right after %d misses", n, i+1)
		}
		if n := yields(1); n != 1 {
			t.Errorf("does not yield again %d requests after %d misses", rest, i+1)
		}
	}
	for range maxMisses {
		y.record(true)
	}
	if y.record(false); yields(1) != 1 {
		t.Error("does not yield after one miss")
	}
}

// TestPoller_Starving checks that a goroutine waiting in the poller is not starved by
// those that yield, and that yielding is allowed otherwise.
func TestPoller_Starving(t *testing.T) {
	p := &poller{epoch: time.Now().Add(-time.Hour)}
	if p.starving() {
		t.Error("starving though nobody waits")
	}
	waiters := p.counter()
	waiters.n.Add(1)
	for !p.starving() {
	}
	p.noteReturn()
	if p.starving() {
		t.Error("starving though it has just been polled")
	}
	for !p.starving() {
	}
	waiters.n.Add(-1)
	if p.starving() {
		t.Error("starving though nobody waits any more")
	}
}

// TestPoller_Counts checks that each wait in the poller is counted while it lasts.
func TestPoller_Counts(t *testing.T) {
	s, c := socketPair(t)
	p := &s.listener.poller
	done := make(chan error)
	go func() {
		_, err := s.socket.Read(make([]byte, 1))
		done <- err
	}()
	eventually(p.hasWaiters)
	c.send("x")
	if err := <-done; err != nil {
		t.Error(err)
	}
	if p.hasWaiters() || !p.returned.Load() {
		t.Error("the wait is not over")
	}
}

// TestAcceptQueue checks that a connection is noticed before it is accepted.
func TestAcceptQueue(t *testing.T) {
	ln := listenTCP(t)
	d := newAcceptQueue(ln)
	if d.hasPending() {
		t.Error("a connection is pending before a client dials")
	}
	c, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	eventually(d.hasPending)
	ln.Close()
	if d.hasPending() || newAcceptQueue(ln) != nil && newAcceptQueue(ln).hasPending() {
		t.Error("a connection is pending after Close")
	}
	if newAcceptQueue(struct{ net.Listener }{ln}).hasPending() {
		t.Error("a connection is pending on a listener that is no socket")
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
