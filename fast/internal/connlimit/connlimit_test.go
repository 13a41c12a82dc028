package connlimit

import (
	"net"
	"path/filepath"
	"testing"
)

func listen(t *testing.T, network, address string) net.Listener {
	t.Helper()
	ln, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	return ln
}

func connect(t *testing.T, ln net.Listener) net.Conn {
	t.Helper()
	c, err := net.Dial(ln.Addr().Network(), ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func accept(t *testing.T, ln net.Listener) net.Conn {
	t.Helper()
	c, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// TestListener checks that a connection over the limit is closed, and that each
// closed connection frees one slot, however often it is closed.
func TestListener(t *testing.T) {
	f := func(total, perIP int) {
		t.Helper()
		l := New(total, perIP)
		ln := l.Listen(listen(t, "tcp", "127.0.0.1:0"))
		var conns []net.Conn
		for range 2 {
			connect(t, ln)
			conns = append(conns, accept(t, ln))
		}
		refused := connect(t, ln)
		go ln.Accept() // returns when the listener closes
		if n, err := refused.Read(make([]byte, 1)); err == nil {
			t.Errorf("%d bytes are sent on a connection over the limit", n)
		}
		if l.Open() != 2 {
			t.Errorf("%d open, want 2", l.Open())
		}
		for i, c := range conns {
			c.Close()
			c.Close()
			if l.Open() != 1-i {
				t.Errorf("%d open, want %d", l.Open(), 1-i)
			}
		}
		if len(l.openByIP) != 0 {
			t.Errorf("left over: %v", l.openByIP)
		}
	}
	f(2, 0)
	f(0, 2)
	f(2, 3)
	f(3, 2)
}

// TestListener_NoIP checks that connections without an IP address count only in
// total.
func TestListener_NoIP(t *testing.T) {
	l := New(3, 1)
	ln := l.Listen(listen(t, "unix", filepath.Join(t.TempDir(), "socket")))
	for range 3 {
		connect(t, ln)
		accept(t, ln)
	}
	if l.Open() != 3 {
		t.Errorf("%d open, want 3", l.Open())
	}
}

// pipes accepts n connections that are no sockets.
type pipes struct {
	net.Listener
	n int
}

func (p *pipes) Accept() (net.Conn, error) {
	if p.n--; p.n < 0 {
		return nil, net.ErrClosed
	}
	c, _ := net.Pipe()
	return c, nil
}

// TestListener_NoSocket checks that connections that are no sockets count as well.
func TestListener_NoSocket(t *testing.T) {
	l := New(2, 0)
	ln := l.Listen(&pipes{n: 5})
	accept(t, ln)
	accept(t, ln).Close()
	accept(t, ln)
	if _, err := ln.Accept(); err != net.ErrClosed || l.Open() != 2 {
		t.Errorf("%v, %d open", err, l.Open())
	}
}

func TestNew_NoLimit(t *testing.T) {
	ln := listen(t, "tcp", "127.0.0.1:0")
	if l := New(0, 0); l != nil || l.Listen(ln) != ln || l.Open() != 0 {
		t.Error("a limiter without limits is not nil")
	}
}
