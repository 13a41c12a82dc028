package hangup

import (
	"io"
	"net"
	"sync"
	"testing"

	"mock-openai/fast/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

// canceled is a Canceler that receives a value for each Cancel.
type canceled chan struct{}

func (c canceled) Cancel() { c <- struct{}{} }

func newWatcher(t *testing.T) *Watcher {
	t.Helper()
	w, err := New()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// pair is a connection: the server's end and the client's.
func pair(t *testing.T) (server, client *net.TCPConn) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	c, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	s, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close(); c.Close() })
	return s.(*net.TCPConn), c.(*net.TCPConn)
}

func TestWatch(t *testing.T) {
	f := func(leave func(*net.TCPConn), want State) {
		t.Helper()
		w := newWatcher(t)
		server, client := pair(t)
		heard := make(canceled, 1)
		v := w.Watch(server, heard)
		defer v.End()
		io.WriteString(client, "a request is no hang-up")
		if v.State() != Connected {
			t.Errorf("state %d before the client leaves", v.State())
		}
		leave(client)
		<-heard
		if v.State() != want {
			t.Errorf("state %d, want %d", v.State(), want)
		}
	}
	f(func(c *net.TCPConn) { c.CloseWrite() }, Finished)
	f(func(c *net.TCPConn) { c.Close() }, Finished)
	f(func(c *net.TCPConn) { c.SetLinger(0); c.Close() }, Gone)
}

// TestWatch_AwaitGone tells a client that is gone from one that has closed only its
// half, by sending something.
func TestWatch_AwaitGone(t *testing.T) {
	w := newWatcher(t)
	server, client := pair(t)
	heard := make(canceled, 1)
	v := w.Watch(server, heard)
	defer v.End()
	client.Close()
	<-heard
	server.Write([]byte("anyone?"))
	v.AwaitGone(heard)
	<-heard
	if v.State() != Gone {
		t.Errorf("state %d, want %d", v.State(), Gone)
	}
}

// TestWatch_Ended checks that nothing is noticed after End, neither on an open nor on
// a closed connection, nor on one that reuses its descriptor.
func TestWatch_Ended(t *testing.T) {
	w := newWatcher(t)
	for range 100 {
		server, client := pair(t)
		v := w.Watch(server, make(canceled)) // a Cancel would block for ever
		server.Close()
		fresh, other := pair(t)
		u := w.Watch(fresh, make(canceled))
		v.End()
		u.End()
		client.Close()
		other.Close()
	}
	if len(w.watches) != 0 {
		t.Errorf("%d watches left", len(w.watches))
	}
	server, _ := pair(t)
	server.Close()
	if v := w.Watch(server, nil); v != nil || v.State() != Connected {
		t.Errorf("a closed connection is watched")
	}
}

func TestWatch_Many(t *testing.T) {
	w := newWatcher(t)
	var wg sync.WaitGroup
	for range 100 {
		server, client := pair(t)
		heard := make(canceled, 1)
		v := w.Watch(server, heard)
		wg.Go(func() {
			defer v.End()
			<-heard
		})
		wg.Go(func() { client.Close() })
	}
	wg.Wait()
}

// TestWatch_Closed checks that a closed watcher leaves alone the one that reuses its
// descriptor.
func TestWatch_Closed(t *testing.T) {
	old, err := New()
	if err != nil {
		t.Fatal(err)
	}
	server, client := pair(t)
	v := old.Watch(server, make(canceled, 1))
	old.Close()
	fresh := newWatcher(t)
	if fresh.fd != old.fd {
		t.Skipf("descriptor %d is not given out again, but %d is", old.fd, fresh.fd)
	}
	heard := make(canceled, 1)
	u := fresh.Watch(server, heard)
	defer u.End()
	v.AwaitGone(make(canceled, 1)) // would change what the other watches
	v.End()                        // would end it
	if old.Watch(server, make(canceled, 1)) != nil {
		t.Error("a closed watcher watches")
	}
	client.Close()
	<-heard
}
