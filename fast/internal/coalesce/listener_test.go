package coalesce

import (
	"errors"
	"net"
	"os"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"mock-openai/fast/internal/connlimit"
)

// failing is a listener whose Accept fails with errs first.
type failing struct {
	net.Listener
	errs []error
}

func (f *failing) Accept() (net.Conn, error) {
	if len(f.errs) > 0 {
		err := f.errs[0]
		f.errs = f.errs[1:]
		return nil, err
	}
	return f.Listener.Accept()
}

func opError(err syscall.Errno) error {
	return &net.OpError{Op: "accept", Net: "tcp", Err: os.NewSyscallError("accept4", err)}
}

func TestListenerWaitsOutErrors(t *testing.T) {
	inner := &failing{Listener: listenTCP(t), errs: []error{opError(syscall.EMFILE), opError(syscall.EINTR)}}
	var logged atomic.Int32
	ln := NewListener(inner, Config{Logf: func(string, ...any) { logged.Add(1) }})
	defer ln.Close()
	c := dial(t, ln.Addr())
	s, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	if s.RemoteAddr().String() != c.LocalAddr().String() || s.LocalAddr().String() != ln.Addr().String() {
		t.Errorf("accepted %s<->%s", s.LocalAddr(), s.RemoteAddr())
	}
	if logged.Load() == 0 || ln.Open() != 1 {
		t.Errorf("%d errors logged, %d open", logged.Load(), ln.Open())
	}
	s.Close()
	if ln.Open() != 0 {
		t.Errorf("%d open", ln.Open())
	}
}

// flapping accepts a connection after each error, until it is closed.
type flapping struct {
	net.Listener
	accepts int
	closed  chan struct{}
}

func (f *flapping) Accept() (net.Conn, error) {
	select {
	case <-f.closed:
		return nil, net.ErrClosed
	default:
	}
	if f.accepts++; f.accepts%2 == 0 {
		conn, _ := net.Pipe()
		return conn, nil
	}
	return nil, opError(syscall.EMFILE)
}

func (f *flapping) Addr() net.Addr { return &net.TCPAddr{} }
func (f *flapping) Close() error   { close(f.closed); return nil }

// TestListenerLogsSeldom runs out of descriptors again and again for ten seconds.
func TestListenerLogsSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inner := &flapping{closed: make(chan struct{})}
		var logged atomic.Int32
		ln := NewListener(inner, Config{Logf: func(string, ...any) { logged.Add(1) }})
		for begin := time.Now(); time.Since(begin) < 9500*time.Millisecond; {
			c, err := ln.Accept()
			if err != nil {
				t.Fatal(err)
			}
			c.Close()
		}
		ln.Close()
		if logged.Load() != 10 || inner.accepts < 1000 {
			t.Errorf("%d lines of %d errors in ten seconds", logged.Load(), inner.accepts/2)
		}
	})
}

func TestListenerError(t *testing.T) {
	broken := errors.New("broken")
	ln := NewListener(&failing{Listener: listenTCP(t), errs: []error{broken}}, Config{})
	for range 2 {
		if _, err := ln.Accept(); err != broken {
			t.Errorf("Accept: %v", err)
		}
	}
	if err := ln.Close(); err != broken {
		t.Errorf("Close: %v", err)
	}
}

func TestListenerClose(t *testing.T) {
	ln := NewListener(listenTCP(t), Config{})
	c := dial(t, ln.Addr()) // the accept loop may accept it; nobody calls Accept
	accepted := make(chan error)
	ln.Close()
	go func() { _, err := ln.Accept(); accepted <- err }()
	if err := <-accepted; err != net.ErrClosed {
		t.Errorf("Accept: %v", err)
	}
	if err := ln.Close(); err != net.ErrClosed {
		t.Errorf("second Close: %v", err)
	}
	if _, err := c.r.ReadByte(); err == nil {
		t.Error("the connection is still open")
	}
}

// TestListenerCloseDuringBackoff must not wait for the backoff's end.
func TestListenerCloseDuringBackoff(t *testing.T) {
	inner := &failing{Listener: listenTCP(t)}
	for range 1000 {
		inner.errs = append(inner.errs, opError(syscall.EMFILE))
	}
	ln := NewListener(inner, Config{})
	if err := ln.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestListenerCounted checks that connections counted by a connlimit.Limiter are
// still used as sockets.
func TestListenerCounted(t *testing.T) {
	ln := NewListener(connlimit.New(1, 0).Listen(listenTCP(t)), never)
	defer ln.Close()
	dial(t, ln.Addr())
	c, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	plain := NewListener(listenTCP(t), never)
	defer plain.Close()
	dial(t, plain.Addr())
	d, err := plain.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if (c.(*Conn).socket == nil) != (d.(*Conn).socket == nil) || (ln.poller.queue == nil) != (plain.poller.queue == nil) {
		t.Error("a counted connection is no socket")
	}
}
